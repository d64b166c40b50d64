"""Small pieces of WordprocessingML in the order its schema demands; Word refuses or drops what stands out of order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from samsteg.reports.document import Run
from samsteg.reports.render.glyphs import xml_safe

Element: TypeAlias = BaseOxmlElement
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element of the `w` namespace; its attributes are of the same."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), xml_safe(str(value)))
    made.extend(children)
    return made


def paragraph(style: str, *content: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph of a style (by its id); further properties in schema order."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)


def text_run(content: str, properties: Element | None = None) -> Element:
    """A run of one look; line ends become line breaks, tabs become tabs."""
    run = element("r")
    if properties is not None:
        run.append(properties)
    for number, line in enumerate(xml_safe(content).split("\n")):
        if number:
            run.append(element("br"))
        for position, piece in enumerate(line.split("\t")):
            if position:
                run.append(element("tab"))
            run.append(_text(piece))
    return run


def runs(content: Iterable[Run]) -> list[Element]:
    """The pieces of a paragraph with Word's own styles for strong and emphasised."""
    return [text_run(piece.text, _look(piece)) for piece in content]


def field(instruction: str, *cached: Element) -> list[Element]:
    """A field that shows `cached` until Word works it out."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set(_SPACE, "preserve")
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        *cached,
        element("r", element("fldChar", fldCharType="end")),
    ]


def bookmarked(name: str, number: int, *content: Element) -> list[Element]:
    """The content between the two ends of a bookmark; `number` is unique in the file."""
    start = element("bookmarkStart", id=number, name=name)
    return [start, *content, element("bookmarkEnd", id=number)]


def _text(content: str) -> Element:
    made = element("t")
    made.text = content
    made.set(_SPACE, "preserve")
    return made


def _look(piece: Run) -> Element | None:
    """Both together: the style for strong, italics by hand (a run has one character style)."""
    if not (piece.strong or piece.emphasis):
        return None
    properties = element("rPr", element("rStyle", val="Strong" if piece.strong else "Emphasis"))
    if piece.strong and piece.emphasis:
        properties.extend([element("i"), element("iCs")])
    return properties
