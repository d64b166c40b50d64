"""The navigator: the report's sections with how far each has come, and the grid of the nine numbered ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from samsteg.reports.build import Report
from samsteg.reports.template import Section
from samsteg.web.report.checks import Checked

AREAS = ("Deltagare", "Personal", "Organisation")  # the report's own words, whatever the page's language
GRID = 3  # columns: what is there, what is done, what comes of it
CELL = re.compile(
    r"([1-9])\..+"
)  # the place "3.analysis" stands in the third cell, whatever its heading says
HEADING_NUMBER = re.compile(r"^\d{1,2}(?:\s*[.:)]\s*|\s+)")


@dataclass(frozen=True, slots=True)
class SectionLink:
    """`place` counts from 1. `cell`: 1 to 9 in the grid, 0 for a section that stands outside it.

    `done`: sub-headings that say something, of `count`. `to_solve`: checks that wait for an answer.
    """

    place: int
    heading: str
    done: int
    count: int
    to_solve: int
    is_current: bool
    cell: int = 0

    @property
    def name(self) -> str:
        """The heading without its own number, which the cell shows already."""
        return HEADING_NUMBER.sub("", self.heading) or self.heading


@dataclass(frozen=True, slots=True)
class GridRow:
    """`cells` are None where the team's template has no such section."""

    area: str
    cells: tuple[SectionLink | None, ...]


@dataclass(frozen=True, slots=True)
class Navigator:
    """`plain`: sections that stand outside the grid."""

    sections: tuple[SectionLink, ...]

    @property
    def grid(self) -> tuple[GridRow, ...]:
        """Empty for a template without any of the nine."""
        by_cell = {section.cell: section for section in self.sections if section.cell}
        if not by_cell:
            return ()
        return tuple(
            GridRow(area, tuple(by_cell.get(row * GRID + column) for column in range(1, GRID + 1)))
            for row, area in enumerate(AREAS)
        )

    @property
    def plain(self) -> tuple[SectionLink, ...]:
        return tuple(section for section in self.sections if not section.cell)

    @property
    def done(self) -> int:
        return sum(section.done for section in self.sections)

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)


def navigator(report: Report, checked: Sequence[Checked], current: int) -> Navigator:
    """`current` 0: on a page beside the sections."""
    waiting: dict[int, int] = {}
    for one in checked:
        if one.waits:
            waiting[one.section] = waiting.get(one.section, 0) + 1
    sections = report.writing.template.sections
    links = (
        _link(report, section, place, cell, waiting.get(place, 0), is_current=place == current)
        for place, (section, cell) in enumerate(zip(sections, _cells(sections), strict=True), start=1)
    )
    return Navigator(tuple(links))


def _cells(sections: Sequence[Section]) -> list[int]:
    """Each section's cell; the first that asks for a cell has it."""
    found: list[int] = []
    for section in sections:
        matches = (CELL.fullmatch(part.place) for part in section.parts)
        cell = next((int(match[1]) for match in matches if match), 0)
        found.append(0 if cell in found else cell)
    return found


def _link(
    report: Report, section: Section, place: int, cell: int, to_solve: int, *, is_current: bool
) -> SectionLink:
    parts = [report.writing.parts[part.place] for part in section.parts]
    return SectionLink(
        place=place,
        heading=section.heading,
        done=sum(bool(part.filled or part.own or part.pictures) for part in parts),
        count=len(parts),
        to_solve=to_solve,
        is_current=is_current,
        cell=cell,
    )
