"""The project's settings with the politeness taken off and the meter put on, for crawls of a server of our own."""

from crawler.settings import *  # noqa: F403
from crawler.settings import EXTENSIONS

AUTOTHROTTLE_ENABLED = False
DOWNLOAD_DELAY = 0
EXTENSIONS = EXTENSIONS | {"benchmarks.meter.Meter": 0}
