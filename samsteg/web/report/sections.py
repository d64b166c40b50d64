"""The navigator: the report's sections with how far each has come, and the nine-field grid where it has the nine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samsteg.reports.build import Report
from samsteg.reports.template import Section
from samsteg.web.report.checks import Checked

NUMBERED = re.compile(r"(\d)\. (.+) \u2013 (.+)")  # "3. Deltagare - resultat och effekter", with an en dash
GRID = 3


@dataclass(frozen=True, slots=True)
class SectionLink:
    """`place` counts from 1. `number`, `area` and `aspect` only where the heading has the three of the grid.

    `done`: sub-headings that say something, of `count`. `to_solve`: checks that wait for an answer.
    """

    place: int
    heading: str
    done: int
    count: int
    to_solve: int
    is_current: bool
    number: str = ""
    area: str = ""
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    area: str
    sections: tuple[SectionLink, ...]


@dataclass(frozen=True, slots=True)
class Navigator:
    """`plain`: sections that stand outside the grid."""

    sections: tuple[SectionLink, ...]
    grid: tuple[GridRow, ...]

    @property
    def plain(self) -> tuple[SectionLink, ...]:
        in_grid = {section.place for row in self.grid for section in row.sections}
        return tuple(section for section in self.sections if section.place not in in_grid)

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
    sections = tuple(
        _link(report, section, place, waiting, is_current=place == current)
        for place, section in enumerate(report.writing.template.sections, start=1)
    )
    return Navigator(sections, _grid(sections))


def _link(
    report: Report, section: Section, place: int, waiting: Mapping[int, int], *, is_current: bool
) -> SectionLink:
    parts = [report.writing.parts[part.place] for part in section.parts]
    match = NUMBERED.fullmatch(section.heading)
    number, area, aspect = match.groups() if match else ("", "", "")
    return SectionLink(
        place=place,
        heading=section.heading,
        done=sum(bool(part.filled or part.own) for part in parts),
        count=len(parts),
        to_solve=waiting.get(place, 0),
        is_current=is_current,
        number=number,
        area=area,
        aspect=aspect,
    )


def _grid(sections: tuple[SectionLink, ...]) -> tuple[GridRow, ...]:
    """Nine numbered sections in three areas; no grid for a template of another shape."""
    numbered = [section for section in sections if section.number]
    rows = [numbered[start : start + GRID] for start in range(0, len(numbered), GRID)]
    if len(numbered) != GRID * GRID or any(len({section.area for section in row}) != 1 for row in rows):
        return ()
    return tuple(GridRow(row[0].area, tuple(row)) for row in rows)
