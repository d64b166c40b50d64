"""A report as a tree that knows nothing of Word, PDF or HTML: written once, rendered by `reports.render`.

All texts are data in the report's own language. Faults in the tree (a skipped heading level, a row with too few
cells) are faults of the program and raise `ValueError` when the tree is built, not when it is rendered.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Literal

from samsteg.reports.images import MediaType

Align = Literal["left", "right"]
RowKind = Literal["body", "sum"]

DEEPEST_HEADING = 3


class Edition(Enum):
    """Who may read it (figures.md, "Editions"). HANDOUT: a paper that the team gives to the person it is about."""

    WORK = "work"
    PROTECTED = "protected"
    HANDOUT = "handout"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. `code` names the figure in the registry when the text is a live figure."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section of the report (its title is the cover's)."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"heading level {self.level} isn't 1 to {DEEPEST_HEADING}")
        if not self.text.strip():
            raise ValueError("a heading needs a text")


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list; `numbered` counts its items from 1."""

    items: tuple[Runs, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small print, standing by itself."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Column:
    """`group` is a heading above this column and its neighbours with the same group (header in two rows)."""

    header: str
    align: Align = "left"
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    kind: RowKind = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ready-formatted texts. `key` is unique in the document; `base` says what is counted.

    `first_column_is_header` makes the first cell of each row a row heading. `by_hand`: printed to be written on, so its
    rows are high and its columns have lines between them.
    """

    key: str
    caption: str
    base: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    first_column_is_header: bool = True
    by_hand: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.key} has no columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"table {self.key}, row {number}: {len(row.cells)} cells for {len(self.columns)} columns"
                )

    @property
    def has_groups(self) -> bool:
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it shows in words (`alt`), for those who don't see it. `key` is unique in the document.

    `width` and `height` are pixels, `share` is the part of the text's width that it may take. The content is PNG or
    JPEG, as `reports.images` lets through; for a page that gives the picture's address, `digest` alone is enough.
    """

    key: str
    content: bytes = field(repr=False)
    media_type: MediaType
    width: int
    height: int
    alt: str
    caption: str = ""
    share: float = 1.0
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"picture {self.key} needs words for those who don't see it")
        if not (self.content or self.digest):
            raise ValueError(f"picture {self.key} has neither content nor name")
        if not 0 < self.share <= 1:
            raise ValueError(f"picture {self.key} can't take {self.share} of the width")

    @property
    def name(self) -> str:
        """Names the content."""
        return self.digest or hashlib.sha256(self.content).hexdigest()


Block = Heading | Paragraph | BulletList | Note | Table | Picture


@dataclass(frozen=True, slots=True)
class Cover:
    """The top of the first page. Empty texts are left out; `practice` marks a team whose people are invented."""

    kind: str
    team: str
    municipality: str
    period: str
    place_and_date: str
    author: str = ""
    supported_by: str = ""
    practice: bool = False
    logo: Picture | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `created_on` stands in the files' own data, so that the same report gives the same bytes.

    The contents list level 1 unless `contents_depth` says more: the sub-headings are the same in every section.
    """

    title: str
    cover: Cover
    edition: Edition
    blocks: tuple[Block, ...]
    footer: str
    created_on: date
    contents: bool = True
    contents_depth: int = 1
    language: str = "sv-SE"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")
        _require_unbroken_levels(self.blocks)
        _require_unique_keys(self.blocks)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the contents; `anchor` is unique and the same in every format."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class HeaderGroup:
    """A run of neighbouring columns under one group heading, or a single column without (`text` is None)."""

    text: str | None
    first: int
    width: int


def outline(document: Document) -> tuple[OutlineEntry, ...]:
    """The headings that the contents list, in order, down to `contents_depth`."""
    levels = (entry for entry in all_headings(document) if entry.level <= document.contents_depth)
    return tuple(levels)


def all_headings(document: Document) -> tuple[OutlineEntry, ...]:
    """Every heading in order, with its anchor."""
    headings = (block for block in document.blocks if isinstance(block, Heading))
    return tuple(
        OutlineEntry(heading.level, heading.text, f"avsnitt-{number}")
        for number, heading in enumerate(headings, start=1)
    )


def header_groups(columns: Sequence[Column]) -> tuple[HeaderGroup, ...]:
    """The upper header row: neighbours with the same group are one cell, columns without a group stand alone."""
    groups: list[HeaderGroup] = []
    position = 0
    for text, members in groupby(columns, key=lambda column: column.group or None):
        width = len(list(members))
        if text is None:
            groups += [HeaderGroup(None, position + offset, 1) for offset in range(width)]
        else:
            groups.append(HeaderGroup(text, position, width))
        position += width
    return tuple(groups)


def numbered_tables(document: Document, word: str = "Tabell") -> Document:
    """The same document with "Tabell 1. " and so on before each caption."""
    blocks: list[Block] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Table):
            number += 1
            block = dataclasses.replace(block, caption=f"{word} {number}. {block.caption}")
        blocks.append(block)
    return dataclasses.replace(document, blocks=tuple(blocks))


def text(content: str) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph((Run(content),))


def paragraphs(content: str) -> tuple[Paragraph, ...]:
    """What someone typed: an empty line parts paragraphs, a single line break stays one."""
    pieces = re.split(r"\n\s*\n", content.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(text(piece.strip()) for piece in pieces if piece.strip())


def note(content: str) -> Note:
    """A remark of plain text."""
    return Note((Run(content),))


def bullets(items: Iterable[str]) -> BulletList:
    """A list of plain texts."""
    return BulletList(tuple((Run(item),) for item in items))


def row(*cells: str, kind: RowKind = "body") -> Row:
    """A row from its cells."""
    return Row(tuple(cells), kind)


def _require_unbroken_levels(blocks: Sequence[Block]) -> None:
    """PDF/UA: the first heading is of level 1, and no level is skipped on the way down."""
    before = 0
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        if block.level > before + 1:
            raise ValueError(f"heading {block.text!r} has level {block.level} after level {before}")
        before = block.level


def _require_unique_keys(blocks: Sequence[Block]) -> None:
    for kind in (Table, Picture):
        keys = [block.key for block in blocks if isinstance(block, kind)]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise ValueError(f"{kind.__name__.lower()} keys used twice: {sorted(twice)}")


def pictures(document: Document) -> tuple[Picture, ...]:
    """Every picture, the logo first."""
    logo = (document.cover.logo,) if document.cover.logo else ()
    return (*logo, *(block for block in document.blocks if isinstance(block, Picture)))
