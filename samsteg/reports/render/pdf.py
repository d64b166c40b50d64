"""The report as PDF/UA-1 and PDF/A-2a in one file, set by typst.

Every text goes to the template as data (JSON in `sys.inputs`), never as markup: nothing typed can be run.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import typst

from samsteg.reports.document import (
    Block,
    BulletList,
    Cover,
    Document,
    Heading,
    Note,
    Paragraph,
    Picture,
    Run,
    Table,
    header_groups,
    pictures,
)
from samsteg.reports.render.edition import marks, require_ready
from samsteg.reports.render.glyphs import FONTS, REPLACEMENT, clean
from samsteg.reports.render.labels import LABELS
from samsteg.reports.render.layout import LOGO_BOX_MM, PICTURE_BOX_MM, breakable, layout, picture_size

LONGEST_WORD_IN_TEXT = 60
LONGEST_UNBROKEN_ROW = 400  # letters; a row with more may be parted by a page

_TEMPLATE = Path(__file__).with_name("template.typ")
_NO_GLYPH = "could not be displayed"

logger = logging.getLogger(__name__)


class RenderingFailed(RuntimeError):
    """typst refused or warned: a fault in the template or the fonts, never in what someone typed."""


def render_pdf(document: Document) -> bytes:
    """The document as an accessible, archivable PDF; the same document gives the same bytes.

    Raises `EditionNotReady` for an edition that isn't built, `RenderingFailed` when typst refuses.
    """
    require_ready(document)
    try:
        return _compile(_Data(document).as_dict(), document)
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise RenderingFailed(str(error)) from error
    logger.info(
        "A combination of characters has no glyph: accents without a letter of their own are left out."
    )
    try:
        return _compile(_Data(document, simple=True).as_dict(), document)
    except typst.TypstError as error:
        raise RenderingFailed(str(error)) from error


def _compile(data: dict[str, Any], document: Document) -> bytes:
    """Pictures lie as files beside the template while typst works: it reads nothing outside its root."""
    held = pictures(document)
    if not held:
        return _compiled(_TEMPLATE, data)
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, _TEMPLATE.name)
        template.write_bytes(_TEMPLATE.read_bytes())
        for picture in held:
            template.with_name(_file_name(picture)).write_bytes(picture.content)
        return _compiled(template, data)


@cache
def _home() -> int:
    """The process that typst's threads live in: that of its first use, also in what is forked from it later."""
    return os.getpid()


def _compiled(template: Path, data: dict[str, Any]) -> bytes:
    if _home() != os.getpid():  # typst would wait for threads that a fork doesn't take along
        raise RenderingFailed("typst was used before this process was forked: use it in a process of its own")
    compiler = typst.Compiler(
        str(template), root=str(template.parent), font_paths=_fonts(), ignore_system_fonts=True
    )
    content, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=["ua-1", "a-2a"], sys_inputs={"data": json.dumps(data)}
    )
    if warnings:
        raise RenderingFailed("; ".join(str(warning) for warning in warnings))
    if not isinstance(content, bytes):
        raise RenderingFailed("typst gave no file")
    return content


def _file_name(picture: Picture) -> str:
    suffix = "png" if picture.media_type == "image/png" else "jpg"
    return f"{picture.name}.{suffix}"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


class _Data:
    """What the template reads: plain lists and texts, every text cleaned."""

    def __init__(self, document: Document, *, simple: bool = False) -> None:
        self._document = document
        self._simple = simple
        self._replaced = 0

    def as_dict(self) -> dict[str, Any]:
        document = self._document
        language, _, region = document.language.partition("-")
        day = document.created_on
        data = {
            "title": self._solid(document.title),
            "date": [day.year, day.month, day.day],
            "language": language,
            "region": region or None,
            "marks": list(marks(document)),
            "cover": self._cover(document.cover),
            "contents": self._text(LABELS.contents) if document.contents else None,
            "depth": document.contents_depth,
            "footer": self._text(document.footer),
            "blocks": [self._block(block) for block in document.blocks],
        }
        if self._replaced:
            logger.info("%d characters without a glyph were printed as a square.", self._replaced)
        return data

    def _text(self, text: str, longest: int = LONGEST_WORD_IN_TEXT) -> str:
        cleaned, replaced = clean(text, simple=self._simple)
        self._replaced += replaced
        return breakable(cleaned, longest) if len(cleaned) > longest else cleaned

    def _solid(self, text: str) -> str:
        """Never empty: PDF/UA refuses an empty title or heading."""
        return self._text(text).strip() or REPLACEMENT

    def _cover(self, cover: Cover) -> dict[str, Any]:
        texts = {
            one.name: self._text(str(getattr(cover, one.name)))
            for one in dataclasses.fields(cover)
            if one.name != "logo"
        }
        period = f"{LABELS.period} {texts['period']}" if texts["period"] else ""
        supported = f"{LABELS.supported_by} {texts['supported_by']}" if texts["supported_by"] else ""
        return {
            "logo": self._picture(cover.logo, LOGO_BOX_MM) if cover.logo else None,
            "kind": texts["kind"].strip() or self._solid(self._document.title),
            "team": ", ".join(filter(None, (texts["team"], texts["municipality"]))),
            "lines": [line for line in (period, texts["place_and_date"], texts["author"], supported) if line],
        }

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                return {"type": "heading", "level": block.level, "text": self._solid(block.text)}
            case Paragraph():
                return {"type": "paragraph", "runs": self._runs(block.runs)}
            case Note():
                return {"type": "note", "runs": self._runs(block.runs)}
            case BulletList():
                kind = "steps" if block.numbered else "list"
                return {"type": kind, "items": [self._runs(item) for item in block.items]}
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block, PICTURE_BOX_MM)

    def _runs(self, runs: tuple[Run, ...]) -> list[dict[str, Any]]:
        return [
            {"text": self._text(run.text), "strong": run.strong, "emphasis": run.emphasis} for run in runs
        ]

    def _picture(self, picture: Picture, box_mm: tuple[float, float]) -> dict[str, Any]:
        return {
            "type": "picture",
            "file": _file_name(picture),
            "size": list(picture_size(picture, box_mm)),
            "alt": self._solid(picture.alt),
            "caption": self._text(picture.caption),
        }

    def _table(self, table: Table) -> dict[str, Any]:
        plan = layout(table)
        return {
            "type": "table",
            "caption": self._solid(table.caption),
            "base": f"{LABELS.base} {self._text(table.base)}" if table.base else "",
            "note": self._text(table.note),
            "size": plan.size_pt,
            "widths": list(plan.widths_mm),
            "align": [column.align for column in table.columns],
            "head": self._head(table),
            "rows": [
                {
                    "cells": [self._cell(cell) for cell in row.cells],
                    "sum": row.kind == "sum",
                    "whole": sum(map(len, row.cells)) <= LONGEST_UNBROKEN_ROW,
                }
                for row in table.rows
            ],
            "row_headers": table.first_column_is_header,
            "by_hand": table.by_hand,
            "empty": LABELS.empty_table,
        }

    def _cell(self, text: str) -> str:
        cleaned, replaced = clean(text, simple=self._simple)
        self._replaced += replaced
        return breakable(cleaned)

    def _head(self, table: Table) -> list[list[dict[str, Any]]]:
        """One or two rows of header cells with the column they start at and how far they reach."""
        cells = [
            {"text": self._cell(column.header), "x": x, "width": 1, "height": 1, "group": False}
            for x, column in enumerate(table.columns)
        ]
        if not table.has_groups:
            return [cells]
        upper: list[dict[str, Any]] = []
        lower: list[dict[str, Any]] = []
        for group in header_groups(table.columns):
            members = cells[group.first : group.first + group.width]
            if group.text is None:
                upper.append(members[0] | {"height": 2})
                continue
            upper.append(members[0] | {"text": self._cell(group.text), "width": group.width, "group": True})
            lower += members
        return [upper, lower]
