"""The Word file round the text: styles, settings, the file's own data, the page with its marks, and the zip."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Mm

from samsteg.reports.document import Document
from samsteg.reports.render.edition import marks
from samsteg.reports.render.glyphs import xml_safe
from samsteg.reports.render.wordml import Element, element, field, paragraph, text_run

_HERE = Path(__file__).parent
_MARGINS_MM = (20, 18, 18, 22)  # top, right, bottom, left: design section 10
_EARLIEST = date(1980, 1, 1)  # a zip file knows nothing before
_LONGEST_PROPERTY = 255
_DECIMAL = 1  # the abstract numbering 1. 2. 3. of word_numbering.xml
_OWN_PARTS = {
    RELATIONSHIP_TYPE.STYLES: "word_styles.xml",
    RELATIONSHIP_TYPE.SETTINGS: "word_settings.xml",
    RELATIONSHIP_TYPE.NUMBERING: "word_numbering.xml",
}
_UNWANTED_PARTS = (
    "stylesWithEffects",
    "webSettings",
    "customXml",
    "fontTable",
    "thumbnail",
    "extended-properties",
)


def new_file(document: Document) -> WordDocument:
    """An empty Word file in the report's language, with its styles, its page and its marks."""
    word = docx.Document()
    for relationships in (word.part.rels, word.part.package.rels):
        for key, relationship in list(relationships.items()):
            if relationship.reltype.rpartition("/")[2] in _UNWANTED_PARTS:
                del relationships[key]
    for relationship_type, name in _OWN_PARTS.items():
        part = word.part.part_related_by(relationship_type)
        if isinstance(part, XmlPart):
            part._element = parse_xml(_source(name))
    _set_language(word, document.language)
    _describe(word, document)
    for section in word.sections:
        _set_page(section, document)
    return word


def counted_from_one(word: WordDocument) -> int:
    """A numbering of its own, by id: the lists that share one go on counting from each other."""
    numbering = word.part.numbering_part.element
    number = len(numbering.findall(qn("w:num"))) + 1
    start = element("lvlOverride", element("startOverride", val=1), ilvl=0)
    numbering.append(element("num", element("abstractNumId", val=_DECIMAL), start, numId=number))
    return number


def packed(word: WordDocument, day: date) -> bytes:
    """The file's bytes with one fixed date throughout."""
    first, last = io.BytesIO(), io.BytesIO()
    word.save(first)
    moment = (*max(day, _EARLIEST).timetuple()[:3], 0, 0, 0)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (moment[0], moment[1], moment[2], 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return last.getvalue()


@cache
def _source(name: str) -> bytes:
    return (_HERE / name).read_bytes()


def _set_language(word: WordDocument, language: str) -> None:
    for lang in word.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
        lang.set(qn("w:eastAsia"), language)
    for lang in word.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), language)


def _describe(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title = xml_safe(document.title)[:_LONGEST_PROPERTY]
    core.author = xml_safe(document.cover.team)[:_LONGEST_PROPERTY]
    core.language = document.language
    core.created = core.modified = datetime.combine(document.created_on, time())
    core.last_modified_by = core.comments = core.keywords = ""
    core.revision = 1


def _set_page(section: Section, document: Document) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
        Mm, _MARGINS_MM
    )
    section.header_distance = section.footer_distance = Mm(9)
    mark = text_run("  \u00b7  ".join(marks(document)))
    _fill(section.header._element, paragraph("Header", mark))
    page, pages = field("PAGE", text_run("1")), field("NUMPAGES", text_run("1"))
    foot = [text_run(f"{document.footer}\t"), *page, text_run(" ("), *pages, text_run(")")]
    _fill(section.footer._element, paragraph("Footer", *foot))


def _fill(part: Element, content: Element) -> None:
    for child in list(part):
        part.remove(child)
    part.append(content)
