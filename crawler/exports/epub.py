"""EPUB 3: an issue, with its articles by section. Pictures are not in it.

Written by hand on `zipfile`: EbookLib holds a whole book in memory, and its licence (AGPL) would become Offprint's.
"""

import shutil
from collections.abc import Iterable
from html import escape
from itertools import groupby
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree
from lxml.builder import ElementMaker

from crawler.exports.html import address, parts, xml_text
from crawler.terminal import moment
from storage.exporting import Stored
from storage.frontier import now

XHTML = "http://www.w3.org/1999/xhtml"
E = ElementMaker(namespace=XHTML, nsmap={None: XHTML})
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="issue/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{id}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
"""
CONTENTS = f"""<?xml version="1.0" encoding="utf-8"?>
<html xmlns="{XHTML}" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>{{title}}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body><h1>{{title}}</h1>
<nav epub:type="toc"><ol>
"""
STYLE = """body { line-height: 1.5; }
h1 { line-height: 1.2; }
.standfirst { font-style: italic; }
.byline, .source { color: #666; font-size: .85em; }
.review { border-left: .25em solid #888; padding-left: .75em; }
.question { font-weight: bold; margin-top: 1.5em; }
.entry { font-weight: bold; font-size: 1.15em; margin-top: 1.5em; }
"""
NO_LANGUAGE = "und"


def write(articles: Iterable[Stored], out: BinaryIO, title: str) -> None:
    """Write the issue. `title` names it, and is what makes its id; the articles come by site and section.

    The list of its files, which `zipfile` keeps, is all that grows with the articles: 0.6 kB for each.
    """
    with (
        TemporaryFile() as book,
        TemporaryFile("w+", encoding="utf-8") as contents,
        TemporaryFile("w+", encoding="utf-8") as spine,
        TemporaryFile("w+", encoding="utf-8") as package,
    ):
        with ZipFile(book, "w", ZIP_DEFLATED) as issue:
            issue.writestr("mimetype", "application/epub+zip", ZIP_STORED)  # first and plain, as the format wants it
            issue.writestr("META-INF/container.xml", CONTAINER)
            issue.writestr("issue/style.css", STYLE)
            name = escape(xml_text(title))
            contents.write(CONTENTS.format(title=name))
            articles = iter(articles)
            first = next(articles, None)
            language = (first and first.row.language) or NO_LANGUAGE
            identifier = uuid5(NAMESPACE_URL, title).urn
            package.write(PACKAGE.format(id=identifier, title=name, language=language, modified=moment(now())))
            for heading, group in groupby(_with(first, articles), key=_heading):
                contents.write(f"<li><span>{escape(heading)}</span><ol>\n")
                for article in group:
                    number = article.row.id
                    issue.writestr(f"issue/{number}.xhtml", page(article))
                    label = escape(xml_text(article.row.headline or article.row.url))
                    contents.write(f'<li><a href="{number}.xhtml">{label}</a></li>\n')
                    package.write(f'<item id="a{number}" href="{number}.xhtml" media-type="application/xhtml+xml"/>\n')
                    spine.write(f'<itemref idref="a{number}"/>\n')
                contents.write("</ol></li>\n")
            contents.write("</ol></nav></body></html>\n")
            package.write('</manifest>\n<spine>\n<itemref idref="contents"/>\n')
            spine.seek(0)
            shutil.copyfileobj(spine, package)
            package.write("</spine>\n</package>\n")
            for file, name in ((contents, "contents.xhtml"), (package, "package.opf")):
                _add(issue, file, f"issue/{name}")
        book.seek(0)
        shutil.copyfileobj(book, out)


def page(article: Stored) -> bytes:
    """An article as a page of the issue."""
    row = article.row
    headline = xml_text(row.headline or row.url)
    body = E.body(E.h1(headline))
    for part in parts(article):
        for element in part.iter(etree.Element):
            element.tag = f"{{{XHTML}}}{element.tag}"
        body.append(part)
    body.append(E.p(E.a(xml_text(row.url), href=address(row.url)), {"class": "source"}))
    link = E.link(rel="stylesheet", type="text/css", href="style.css")
    html = E.html(E.head(E.title(headline), link), body)
    if row.language:
        html.set("lang", row.language)
        html.set("{http://www.w3.org/XML/1998/namespace}lang", row.language)
    return etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")


def _with(first: Stored | None, others: Iterable[Stored]) -> Iterable[Stored]:
    if first is not None:
        yield first
    yield from others


def _heading(article: Stored) -> str:
    """What the contents put an article under."""
    return " · ".join(xml_text(value) for value in (article.row.site, article.row.section) if value)


def _add(issue: ZipFile, file: object, name: str) -> None:
    file.seek(0)
    with issue.open(name, "w") as entry:
        while piece := file.read(65_536):
            entry.write(piece.encode())
