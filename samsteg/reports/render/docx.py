"""The report as a Word file with real heading styles, repeated table heads and a contents list that is never empty."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from docx.document import Document as WordDocument

from samsteg.reports.document import (
    Block,
    BulletList,
    Document,
    Heading,
    Note,
    Paragraph,
    Picture,
    Table,
    outline,
)
from samsteg.reports.render.edition import require_ready
from samsteg.reports.render.labels import LABELS
from samsteg.reports.render.layout import LOGO_BOX_MM, PICTURE_BOX_MM
from samsteg.reports.render.word_package import counted_from_one, new_file, packed
from samsteg.reports.render.word_picture import word_picture
from samsteg.reports.render.word_table import is_table, word_table
from samsteg.reports.render.wordml import Element, bookmarked, element, field, paragraph, runs, text_run

_SPACE_AFTER_TABLE = 240  # twentieths of a point


def render_docx(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes.

    Raises `EditionNotReady` for an edition that isn't built.
    """
    require_ready(document)
    word = new_file(document)
    body = word.element.body
    page = body.sectPr
    for child in list(body):
        body.remove(child)
    body.extend([*_cover(word, document), *_text(word, document)])
    body.append(page)
    return packed(word, document.created_on)


def _cover(word: WordDocument, document: Document) -> Iterator[Element]:
    cover = document.cover
    if cover.logo:
        yield from word_picture(word, replace(cover.logo, caption=""), 1, LOGO_BOX_MM)
    yield paragraph("Teamrad", text_run(", ".join(filter(None, (cover.team, cover.municipality)))))
    yield paragraph("Title", text_run(cover.kind.strip() or document.title))
    period = f"{LABELS.period} {cover.period}" if cover.period else ""
    supported = f"{LABELS.supported_by} {cover.supported_by}" if cover.supported_by else ""
    for line in filter(None, (period, cover.place_and_date, cover.author, supported)):
        yield paragraph("Subtitle", text_run(line))
    if document.contents and outline(document):
        yield paragraph("TOCHeading", text_run(LABELS.contents))
        yield _contents(document)


def _contents(document: Document) -> Element:
    """Word's own list, already filled in: links to the headings, without page numbers (only Word can count pages)."""
    entries = outline(document)
    links = [
        element("hyperlink", text_run(entry.text), anchor=_bookmark(entry.anchor), history=1)
        for entry in entries
    ]
    pieces = field(f'TOC \\o "1-{document.contents_depth}" \\n \\h \\z \\u')
    before, after = pieces[:3], pieces[3:]
    lines = [paragraph(f"TOC{entry.level}", link) for entry, link in zip(entries, links, strict=True)]
    for offset, piece in enumerate(before):
        lines[0].insert(1 + offset, piece)  # the paragraph's properties come first
    lines[-1].extend(after)
    gallery = element("docPartGallery", val="Table of Contents")
    properties = element("sdtPr", element("docPartObj", gallery, element("docPartUnique")))
    return element("sdt", properties, element("sdtContent", *lines))


def _bookmark(anchor: str) -> str:
    """Word allows letters, digits and underscores; names that start with _Toc are hidden from its lists."""
    return "_Toc_" + anchor.replace("-", "_")


def _text(word: WordDocument, document: Document) -> Iterator[Element]:
    new_page = document.contents and bool(outline(document))
    after_table, headings = False, 0
    for number, block in enumerate(document.blocks, start=2):
        if isinstance(block, Heading):
            headings += 1
            made = [_heading(block, headings, new_page=new_page)]
            new_page = False
        elif isinstance(block, BulletList) and block.numbered:
            made = _steps(word, block)
        elif isinstance(block, Picture):
            made = word_picture(word, block, number, PICTURE_BOX_MM)
        else:
            made = _block(block)
        if not made:
            continue
        if after_table and isinstance(block, Paragraph | BulletList):
            _set_apart(made[0])
        yield from made
        after_table = is_table(made[-1])
    if after_table:  # a document doesn't end in a table
        yield paragraph("Not")


def _heading(heading: Heading, number: int, *, new_page: bool) -> Element:
    name = _bookmark(f"avsnitt-{number}")
    properties = [element("pageBreakBefore")] if new_page else []
    content = bookmarked(name, number, text_run(heading.text))
    return paragraph(f"Heading{heading.level}", *content, properties=properties)


def _block(block: Block) -> list[Element]:
    match block:
        case Paragraph():
            return [paragraph("Normal", *runs(block.runs))]
        case Note():
            return [paragraph("Not", *runs(block.runs))]
        case BulletList():
            return [paragraph("ListBullet", *runs(item)) for item in block.items]
        case Table():
            return word_table(block)
        case Heading() | Picture():
            raise TypeError("_text sees to headings and pictures")


def _steps(word: WordDocument, block: BulletList) -> list[Element]:
    """A numbered list; its own numbering, so that each list begins at 1."""
    numbering = element("numPr", element("ilvl", val=0), element("numId", val=counted_from_one(word)))
    return [paragraph("ListNumber", *runs(item), properties=[deepcopy(numbering)]) for item in block.items]


def _set_apart(made: Element) -> None:
    """Some air between a table and the text below it."""
    made[0].append(element("spacing", before=_SPACE_AFTER_TABLE))
