"""What a PDF says of itself: its structure tree, its metadata, and where on the page each piece of text stands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True)
class Node:
    """An element of the structure tree; `path` are the tags from the root to it."""

    tag: str
    path: tuple[str, ...]
    content: Any

    def attribute(self, name: str) -> Any:
        owned = self.content.get("/A", [])
        owners = owned if isinstance(owned, list) else [owned]
        return next((owner.get_object()[name] for owner in owners if name in owner.get_object()), None)


@dataclass(frozen=True)
class TextBox:
    """A run of text on one line: its ends and its base line in points."""

    left: float
    right: float
    base_line: float


class Pdf:
    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content))
        self.root = self.reader.trailer["/Root"]

    @cached_property
    def nodes(self) -> list[Node]:
        return list(_walk(self.root["/StructTreeRoot"], ()))

    @property
    def tags(self) -> list[str]:
        return [node.tag for node in self.nodes]

    @property
    def text(self) -> str:
        return "\n".join(page.extract_text() for page in self.reader.pages)

    @property
    def xmp(self) -> str:
        metadata = self.reader.xmp_metadata
        assert metadata is not None
        return str(metadata.rdf_root.toxml())

    def image_widths(self, page_number: int) -> list[float]:
        """In points, as drawn, in order."""
        page = self.reader.pages[page_number]
        kept: list[tuple[float, ...]] = []
        place: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
        found: list[float] = []
        for operands, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
            if operator == b"q":
                kept.append(place)
            elif operator == b"Q":
                place = kept.pop()
            elif operator == b"cm":
                place = _times(tuple(map(float, operands)), place)
            elif operator == b"Do":
                found.append(abs(place[0]))
        return found

    def boxes(self, page_number: int) -> list[TextBox]:
        return list(_text_boxes(self.reader.pages[page_number]))


def _walk(content: Any, path: tuple[str, ...]) -> Iterator[Node]:
    content = content.get_object()
    if isinstance(content, list):
        for child in content:
            yield from _walk(child, path)
    elif isinstance(content, dict):
        if "/S" in content:
            tag = str(content["/S"]).lstrip("/")
            yield Node(tag, path, content)
            path = (*path, tag)
        if "/K" in content:
            yield from _walk(content["/K"], path)


def _text_boxes(page: PageObject) -> Iterator[TextBox]:
    """Follows the few operators that typst writes; fails when a font has no widths."""
    widths = {name: _widths(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    kept: list[tuple[float, ...]] = []
    place: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    text_place, font, size = place, "", 0.0
    for operands, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
        if operator == b"q":
            kept.append(place)
        elif operator == b"Q":
            place = kept.pop()
        elif operator == b"cm":
            place = _times(tuple(map(float, operands)), place)
        elif operator == b"Tf":
            font, size = str(operands[0]), float(operands[1])
        elif operator == b"Tm":
            text_place = tuple(map(float, operands))
        elif operator in (b"TJ", b"Tj"):
            pieces = operands[0] if operator == b"TJ" else operands
            start = _times(text_place, place)
            length = _length(pieces, widths[font]) * size / 1000
            yield TextBox(start[4], start[4] + length * start[0], start[5])


def _times(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _length(pieces: list[Any], widths: dict[int, float]) -> float:
    length = 0.0
    for piece in pieces:
        if isinstance(piece, (bytes, str)):
            raw: bytes = getattr(piece, "original_bytes", piece)
            length += sum(widths[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2))
        else:
            length -= float(piece)
    return length


def _widths(font: Any) -> dict[int, float]:
    """The /W array: "first [w w w]" or "first last w"."""
    entries = list(font["/DescendantFonts"][0].get_object()["/W"])
    widths: dict[int, float] = {}
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, list):
            widths.update({first + offset: float(width) for offset, width in enumerate(second)})
        else:
            width = float(entries.pop(0))
            widths.update(dict.fromkeys(range(first, int(second) + 1), width))
    return widths
