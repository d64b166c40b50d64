"""What a reader meets in a report, line by line: out of the tree, the page, the Word file and the PDF.

A line is its kind and its words. Kinds: h1 (the report's own), h2 and deeper, text, item, caption, cell, picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import docx
from docx.oxml.ns import qn
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from samsteg.reports.document import (
    BulletList,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Picture,
    Run,
    Table,
    header_groups,
    outline,
)
from samsteg.reports.render.labels import LABELS

Line = tuple[str, str]
PLACES_TO_BREAK = "\u200b\u00ad\u2060"


def squeezed(lines: Iterable[Line]) -> list[Line]:
    """Without blanks and places to break: a PDF keeps no trace of them at the end of a line. No empty lines."""
    bare = ((kind, re.sub(rf"[\s{PLACES_TO_BREAK}]", "", words)) for kind, words in lines)
    return [(kind, words) for kind, words in bare if words]


def told(lines: Iterable[Line]) -> list[Line]:
    """Without empty ones."""
    return [line for line in lines if line[1].strip()]


# The tree ---------------------------------------------------------------------


def lines_of_tree(document: Document) -> Iterator[Line]:
    cover = document.cover
    if cover.logo:
        yield "picture", cover.logo.alt
    yield "text", ", ".join(filter(None, (cover.team, cover.municipality)))
    yield "h1", cover.kind
    yield "text", f"{LABELS.period} {cover.period}" if cover.period else ""
    yield "text", cover.place_and_date
    yield "text", cover.author
    yield "text", f"{LABELS.supported_by} {cover.supported_by}" if cover.supported_by else ""
    if document.contents and outline(document):
        yield "text", LABELS.contents
        yield from (("contents", entry.text) for entry in outline(document))
    for block in document.blocks:
        yield from _lines_of(block)


def _lines_of(block: object) -> Iterator[Line]:
    match block:
        case Heading():
            yield f"h{block.level + 1}", block.text
        case Paragraph() | Note():
            yield "text", _joined(block.runs)
        case BulletList():
            yield from (("item", _joined(item)) for item in block.items)
        case Picture():
            yield "picture", block.alt
            yield "caption", block.caption
        case Table():
            yield from _lines_of_table(block)


def _lines_of_table(table: Table) -> Iterator[Line]:
    yield "caption", f"{table.caption} {LABELS.base} {table.base}" if table.base else table.caption
    yield from (("cell", words) for words in _head(table.columns))
    for row in table.rows:
        yield from (("cell", cell) for cell in row.cells)
    if not table.rows:
        yield "cell", LABELS.empty_table
    yield "text", table.note


def _head(columns: tuple[Column, ...]) -> Iterator[str]:
    if not any(column.group for column in columns):
        yield from (column.header for column in columns)
        return
    groups = header_groups(columns)
    yield from (group.text or columns[group.first].header for group in groups)
    for group in groups:
        members = columns[group.first : group.first + group.width]
        yield from (column.header for column in members if group.text is not None)


def _joined(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


# The page -----------------------------------------------------------------------

HTML_KINDS = {
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
    "p": "text",
    "li": "item",
    "caption": "caption",
    "figcaption": "caption",
    "th": "cell",
    "td": "cell",
}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._kind = ""
        self._words = ""
        self._in_contents = self._in_foot = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "nav":
            self._in_contents = True
        elif tag == "div" and given.get("class") == "s-a4-foot":
            self._in_foot = True
        elif tag == "img":
            self.lines.append(("picture", str(given["alt"])))
        elif tag == "br":
            self._words += "\n"
        elif tag == "span" and self._kind == "caption":
            self._words += " "  # the base stands on a line of its own
        elif tag in HTML_KINDS:
            self._kind, self._words = HTML_KINDS[tag], ""
            if self._in_contents:
                self._kind = "contents" if tag == "li" else "text"

    def handle_data(self, data: str) -> None:
        if self._kind and not self._in_foot:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._in_contents = False
        elif tag == "div":
            self._in_foot = False
        elif tag in HTML_KINDS:
            self.lines.append((self._kind, self._words))
            self._kind = ""


def lines_of_page(markup: str) -> list[Line]:
    """From the team's name on: the marks above it stand elsewhere in Word."""
    page = _Page()
    page.feed(markup)
    page.close()
    lines = told(page.lines)
    at = next(number for number, (kind, _words) in enumerate(lines) if kind == "h1")
    cover = 2 if lines[max(at - 2, 0)][0] == "picture" else 1
    lines = lines[at - cover :]
    facts = 1 + cover
    if lines[facts][0] == "text":  # the facts share a paragraph
        lines[facts : facts + 1] = [("text", words) for words in lines[facts][1].split("\n")]
    return lines


# Word -----------------------------------------------------------------------------

WORD_KINDS = {
    "Title": "h1",
    **{f"Heading{level}": f"h{level + 1}" for level in range(1, 4)},
    "ListBullet": "item",
    "ListNumber": "item",
    "Caption": "caption",
    "Tabellbas": "base",
    "TOCHeading": "text",
    "TOC1": "contents",
    "TOC2": "contents",
    "TOC3": "contents",
}


def lines_of_word(content: bytes) -> list[Line]:
    lines: list[Line] = []
    for element in docx.Document(io.BytesIO(content)).element.body:
        _read_word(element, lines)
    return lines


def _read_word(element: Any, lines: list[Line]) -> None:
    if element.tag == qn("w:sdt"):
        for child in element.find(qn("w:sdtContent")):
            _read_word(child, lines)
    elif element.tag == qn("w:tbl"):
        for cell in element.iter(qn("w:tc")):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is None or merged.get(qn("w:val")) == "restart":
                lines.append(("cell", "\n".join(map(_word_words, cell.iter(qn("w:p"))))))
    elif element.tag == qn("w:p"):
        _read_paragraph(element, lines)


def _read_paragraph(element: Any, lines: list[Line]) -> None:
    if (described := element.find(f".//{qn('wp:docPr')}")) is not None:
        lines.append(("picture", described.get("descr")))
        return
    kind, words = WORD_KINDS.get(element.pPr.pStyle.val, "text"), _word_words(element)
    if kind == "base":
        lines[-1] = ("caption", f"{lines[-1][1]} {words}")
    elif kind == "text" and lines and lines[-1][0] == "picture" and element.pPr.pStyle.val == "Not":
        lines.append(("caption", words))
    else:
        lines.append((kind, words))


def _word_words(element: Any) -> str:
    found = {qn("w:t"): lambda one: one.text, qn("w:br"): lambda _one: "\n", qn("w:tab"): lambda _one: "\t"}
    return "".join(found[one.tag](one) or "" for one in element.iter() if one.tag in found)


# PDF --------------------------------------------------------------------------------

PDF_KINDS = {"P": "text", "LBody": "item", "Caption": "caption", "TH": "cell", "TD": "cell", "Title": "h1"}


def lines_of_pdf(content: bytes) -> list[Line]:
    """By the structure tree, as a screen reader goes; from the logo or the team's name on, as the others."""
    reader = PdfReader(io.BytesIO(content))
    lines = _Pdf(reader).lines
    title = next(at for at, line in enumerate(lines) if line[0] == "h1")
    lines = lines[title - (2 if title > 1 and lines[title - 2][0] == "picture" else 1) :]
    return [
        (kind, re.sub(r"[\s.]*\d+$", "", words) if kind == "contents" else words) for kind, words in lines
    ]


class _Pdf:
    """Adds a line for each element with words of its own kind; what is inside it belongs to it."""

    def __init__(self, reader: PdfReader) -> None:
        self.lines: list[Line] = []
        self._words = {
            page.indirect_reference.idnum: _marked(page) for page in reader.pages if page.indirect_reference
        }
        self._read(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], 0, "")

    def _read(self, node: Any, page: int, kind: str) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in _picture_first(node):
                self._read(child, page, kind)
        elif isinstance(node, int):
            self._add(page, int(node))
        else:
            page = node.raw_get("/Pg").idnum if "/Pg" in node else page
            if "/MCID" in node:
                self._add(page, int(node["/MCID"]))
            elif "/S" in node:
                self._read_element(node, page, kind)

    def _read_element(self, node: Any, page: int, kind: str) -> None:
        tag = _tag(node)
        if tag == "Lbl":  # the point or the number of a list
            return
        own = _pdf_kind(tag, kind)
        if own and own != kind:
            self.lines.append((own, str(node.get("/Alt", "")) if own == "picture" else ""))
        if "/K" in node:
            self._read(node["/K"], page, own or kind)

    def _add(self, page: int, number: int) -> None:
        if self.lines:
            kind, words = self.lines[-1]
            self.lines[-1] = (kind, words + self._words[page].get(number, ""))


def _tag(node: Any) -> str:
    return str(node["/S"]).lstrip("/") if isinstance(node, dict) and "/S" in node else ""


def _picture_first(nodes: list[Any]) -> list[Any]:
    """The tree names a picture's caption before the picture; on the page it stands below."""
    tags = [_tag(node.get_object()) for node in nodes]
    return nodes[::-1] if tags == ["Caption", "Figure"] else nodes


def _pdf_kind(tag: str, inside: str) -> str:
    """A paragraph in a cell, a list or a caption is that cell's, that list's, that caption's."""
    if tag == "Figure":
        return "picture"
    if tag == "TOCI":
        return "contents"
    if inside in {"cell", "item", "caption"} and tag not in PDF_KINDS:
        return ""
    if re.fullmatch(r"H\d", tag):
        return f"h{int(tag[1]) + 1}"
    if tag == "P" and inside:
        return ""
    return PDF_KINDS.get(tag, "")


def _marked(page: PageObject) -> dict[int, str]:
    """The words of each marked piece of a page."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    words: dict[int, str] = {}
    open_marks: list[dict[str, Any]] = []
    font = ""
    for operands, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            open_marks.append(operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {})
            _add(words, open_marks, str(open_marks[-1].get("/ActualText", "")))
        elif operator == b"EMC":
            open_marks.pop()
        elif operator == b"Tf":
            font = str(operands[0])
        elif operator in (b"TJ", b"Tj") and not any("/ActualText" in mark for mark in open_marks):
            pieces = operands[0] if operator == b"TJ" else operands
            _add(words, open_marks, _spelled(pieces, fonts[font]))
    return words


def _add(words: dict[int, str], open_marks: list[dict[str, Any]], more: str) -> None:
    """To the innermost piece that has a number; what has none is decoration, such as the foot of a page."""
    number = next((mark["/MCID"] for mark in reversed(open_marks) if "/MCID" in mark), None)
    if more and number is not None:
        words[int(number)] = words.get(int(number), "") + more


def _spelled(pieces: list[Any], letters: dict[int, str]) -> str:
    raw = b"".join(getattr(one, "original_bytes", one) for one in pieces if isinstance(one, (bytes, str)))
    return "".join(letters.get(int.from_bytes(raw[at : at + 2]), "\ufffd") for at in range(0, len(raw), 2))


def _letters(font: Any) -> dict[int, str]:
    """The font's /ToUnicode: code -> letters."""
    table = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    letters: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(text, 16)
            for code in range(int(first, 16), int(last, 16) + 1):
                letters[code] = chr(start + code - int(first, 16))
    return letters
