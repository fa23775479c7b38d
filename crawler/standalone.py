"""HTML pages that need nothing else and ask nobody for anything. Only our own style and script can have an effect.

What they show comes from hostile pages. Of those there is text and nothing else: no markup, no address to load.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from scrapy.exceptions import UsageError

from crawler.terminal import plain
from pipelines import ruleset

TEMPLATES = Path(__file__).with_name("templates")

POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
)
"""What a browser lets the page do: our own style and script, known by their checksums, and nothing from anywhere."""


def standalone(name: str, **values: Any) -> str:
    """The page `templates/NAME/page.html` with these values, in the frame that all pages share.

    Its style stands in page.css, after the frame's, its script in page.js. Values that are strings are escaped and
    lose their control characters; markup of our own is handed over as Markup.
    """
    style = _text("frame/frame.css") + _text(f"{name}/page.css")
    script = _text(f"{name}/page.js")
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, finalize=_harmless, trim_blocks=True)
    return environment.get_template(f"{name}/page.html").render(
        policy=POLICY.format(style=_checksum(style), script=_checksum(script)),
        style=Markup(style),
        script=Markup(script),
        **values,
    )


def put_page(page: str, file: str) -> None:
    """Write a page to a file, whose folder is made where there is none, and print its path; `-` prints the page itself.
    Raises UsageError where it cannot be written."""
    if file == "-":
        print(page)
        return
    target = Path(file)
    try:
        ruleset.replace_file(target, page.encode())
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}") from error
    print(target.resolve())


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _harmless(value: Any) -> Any:
    """A value that the template prints: text without control characters and those that make it read backwards."""
    return plain(value) if type(value) is str else value


def _checksum(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
