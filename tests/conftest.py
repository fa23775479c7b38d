import pytest

from fixtures.server import MagazineServer
from tests.crawling import Crawls


@pytest.fixture
def crawls(tmp_path):
    """An empty folder for a database, and crawls into it."""
    return Crawls(tmp_path)


@pytest.fixture
def halyard():
    """The magazine of today, served on a free port."""
    with MagazineServer("halyard") as server:
        yield server


@pytest.fixture
def ashlar():
    """The magazine of the 2000s, served on a free port."""
    with MagazineServer("ashlar") as server:
        yield server


@pytest.fixture
def kettle():
    """The WordPress-like magazine, served on a free port."""
    with MagazineServer("kettle") as server:
        yield server
