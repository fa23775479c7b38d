"""The text of an article from its blocks, plain and as Markdown: headings, lists, quotes, emphasis, links, tables."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import urljoin

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.blocks import Block, Run

LISTS = frozenset({"ul", "ol", "menu", "dir"})
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CELLS = frozenset({"td", "th"})
SPECIAL = re.compile(r"[\\`*_\[\]<](?<!<(?![A-Za-z/!]))")  # begins with all that it may find: that is found fast
BACKTICKS = re.compile(r"`+")
AT_START = re.compile(r"^(#{1,6}\s|[-+>]\s?(?=\S)|\d+[.)](?=\s))")
ITEMS_BEFORE = XPath("count(preceding-sibling::li)")


def body_of(blocks: Sequence[Block]) -> str:
    """The text of the kept blocks: paragraphs with one blank line between, cells of a table row with a stroke."""
    return "\n\n".join(
        " | ".join(" ".join(block.text.split()) for block in row) if len(row) > 1 else row[0].text
        for row in _rows(blocks)
    )


def markdown_of(blocks: Sequence[Block], url: str) -> str:
    """The kept blocks as Markdown. `url` is the page's address, which makes those of its links absolute."""
    pieces: list[str] = []
    last: HtmlElement | None = None  # the list that the block before is an item of
    table: HtmlElement | None = None
    for row in _rows(blocks):
        block = row[0]
        if len(row) > 1:
            holder = next(block.element.iterancestors("table"), None)
            lines = [f"| {' | '.join(_inline(cell, url).replace('|', chr(92) + '|') for cell in row)} |"]
            if holder is not table or table is None:
                lines.append("|" + " --- |" * len(row))
            joint = "\n" if table is not None and holder is table else "\n\n"
            pieces += [joint, "\n".join(lines)]
            table, last = holder, None
        else:
            holder, mark = _item(block)
            pieces += ["\n" if holder is not None and holder is last else "\n\n", _block(block, mark, url)]
            table, last = None, holder
    return "".join(pieces).strip()


def _rows(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The kept blocks one by one, cells of a row of a table together. A cell with more than one block lays out the
    page and is no cell."""
    kept = [block for block in blocks if block.kept]
    for _row, group in groupby(kept, key=lambda block: block.element.getparent() if block.tag in CELLS else block):
        cells = list(group)
        elements = {cell.element for cell in cells}
        if len(cells) > 1 and len(elements) == len(cells):
            yield cells
        else:
            yield from ([cell] for cell in cells)


def _block(block: Block, mark: str, url: str) -> str:
    """A block as Markdown. `mark` is that of a list's item."""
    if block.tag == "pre":
        code = "".join(run.text for run in block.runs).strip("\n")
        fence = "`" * max(3, 1 + max(map(len, BACKTICKS.findall(code)), default=0))
        return f"{fence}\n{code}\n{fence}"
    text = _inline(block, url, plain=block.tag in LEVELS)
    if block.tag in LEVELS:
        return f"{'#' * LEVELS[block.tag]} {' '.join(text.split())}"
    text = AT_START.sub(
        lambda mark: "\\" + mark[0] if not mark[0][0].isdigit() else mark[0][:-1] + "\\" + mark[0][-1], text
    )
    text = text.replace("\n", "  \n")
    if mark:
        text = f"{mark} {text.replace(chr(10), chr(10) + '  ')}"
    if _is_within(block.element, "blockquote"):
        text = "> " + text.replace("\n", "\n> ")
    return text


def _item(block: Block) -> tuple[HtmlElement | None, str]:
    """The list a block is an item of, and the mark before it: with indentation, and a number in ordered lists."""
    item = block.element if block.tag == "li" else block.element.getparent()
    if item is None or item.tag != "li":
        return None, ""
    around = list(item.iterancestors(*LISTS))
    holder = around[0] if around else item.getparent()
    indent = "  " * max(len(around) - 1, 0)
    if holder.tag != "ol":
        return holder, f"{indent}-"
    return holder, f"{indent}{ITEMS_BEFORE(item) + 1:.0f}."


def _is_within(element: HtmlElement, tag: str) -> bool:
    return element.tag == tag or next(element.iterancestors(tag), None) is not None


def _inline(block: Block, url: str, plain: bool = False) -> str:
    """The runs of a block with emphasis and links. `plain`: without bold type, which headings have anyway."""
    if block.link_chars or block.bold_chars or block.italic_chars:
        styles = groupby(block.runs, key=lambda run: (run.bold and not plain, run.italic, run.href))
        text = "".join(
            _styled(_text(list(runs)), bold, italic, _absolute(href, url)) for (bold, italic, href), runs in styles
        )
    else:
        text = _text(block.runs)
    lines = text.split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _text(runs: Sequence[Run]) -> str:
    """The text of runs in one style on the lines they break, with the characters escaped that Markdown would read."""
    text = "".join(run.text if run.is_break else run.text.replace("\n", " ") for run in runs)
    return SPECIAL.sub(r"\\\g<0>", text)


def _styled(text: str, bold: bool, italic: bool, href: str | None) -> str:
    """The text between the marks of its style; white space at its ends stays outside, and line breaks, too."""
    said = text.strip()
    if not said or not (bold or italic or href):
        return text
    mark = "**" * bold + "*" * italic
    marked = "\n".join(f"{mark}{line.strip()}{mark[::-1]}" if line.strip() else "" for line in said.split("\n"))
    if href:
        marked = f"[{' '.join(marked.split())}]({href})"
    return text[: len(text) - len(text.lstrip())] + marked + text[len(text.rstrip()) :]


def _absolute(href: str | None, url: str) -> str | None:
    """The absolute web address of a link; None for other links, which only their page can follow."""
    if not href or href.startswith("#"):
        return None
    try:
        address = urljoin(url, href.strip())
    except ValueError:  # "http://[": no address at all
        return None
    if not address.startswith(("http:", "https:")):
        return None
    return address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
