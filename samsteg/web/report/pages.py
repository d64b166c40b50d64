"""The page of texts: the template's sections and sub-headings with what is written, and where two texts clash."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samsteg.accounts.models import User
from samsteg.reports.errors import StaleText
from samsteg.reports.models import ReportText
from samsteg.reports.template import Part, Section, Template
from samsteg.web.report.typed import Faulty, mark_of

NUMBERED = re.compile(r"(\d)\. (.+) \u2013 (.+)")  # "3. Deltagare - resultat och effekter", with an en dash
GRID = 3


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody else saved in between."""

    text: str
    saved_by: str
    saved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PartView:
    """`body` is what the field shows: what was typed where it could not be saved, otherwise what is stored."""

    place: str
    anchor: str
    heading: str
    body: str
    version: int
    mark: str
    has_figures: bool
    error: str = ""
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """`number`, `area` and `aspect` only where the heading has the three of the nine-field grid."""

    heading: str
    anchor: str
    parts: tuple[PartView, ...]
    number: str = ""
    area: str = ""
    aspect: str = ""

    @property
    def written(self) -> int:
        return sum(bool(part.body) for part in self.parts)

    @property
    def has_fault(self) -> bool:
        return any(part.error for part in self.parts)


@dataclass(frozen=True, slots=True)
class GridRow:
    area: str
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True)
class TextsPage:
    sections: tuple[SectionView, ...]
    grid: tuple[GridRow, ...]

    @property
    def plain(self) -> tuple[SectionView, ...]:
        """Sections that stand outside the grid."""
        in_grid = {section.anchor for row in self.grid for section in row.sections}
        return tuple(section for section in self.sections if section.anchor not in in_grid)

    @property
    def faults(self) -> tuple[PartView, ...]:
        return tuple(part for section in self.sections for part in section.parts if part.error)

    @property
    def written(self) -> int:
        return sum(section.written for section in self.sections)

    @property
    def part_count(self) -> int:
        return sum(len(section.parts) for section in self.sections)


def page_of(template: Template, stored: Mapping[str, ReportText], faults: Mapping[str, Faulty]) -> TextsPage:
    names = _names(faults.values())
    sections = tuple(
        _section(section, number, stored, faults, names) for number, section in enumerate(template.sections)
    )
    return TextsPage(sections, _grid(sections))


def anchor_of(place: str) -> str:
    return "text-" + re.sub(r"[^a-z0-9]+", "-", place.lower())


def _section(
    section: Section,
    number: int,
    stored: Mapping[str, ReportText],
    faults: Mapping[str, Faulty],
    names: Mapping[int, str],
) -> SectionView:
    parts = tuple(
        _part(part, stored.get(part.place), faults.get(part.place), names) for part in section.parts
    )
    match = NUMBERED.fullmatch(section.heading)
    place, area, aspect = match.groups() if match else ("", "", "")
    return SectionView(section.heading, f"avsnitt-{number}", parts, place, area, aspect)


def _part(part: Part, row: ReportText | None, faulty: Faulty | None, names: Mapping[int, str]) -> PartView:
    body, version = (row.body, row.version) if row else ("", 0)
    mark, error, clash = mark_of(body), "", None
    if faulty:
        body, error = faulty.typed.body, str(faulty.fault)
        mark = ""  # touched: pressing save again saves it
        if isinstance(faulty.fault, StaleText):
            fault = faulty.fault
            clash = Clash(fault.stored, names.get(fault.saved_by_id, ""), fault.saved_at)
    return PartView(
        place=part.place,
        anchor=anchor_of(part.place),
        heading=part.heading,
        body=body,
        version=version,
        mark=mark,
        has_figures=any(one.kind != "text" for one in part.content),
        error=error,
        clash=clash,
    )


def _names(faults: Iterable[Faulty]) -> dict[int, str]:
    ids = {one.fault.saved_by_id for one in faults if isinstance(one.fault, StaleText)}
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=ids)} if ids else {}


def _grid(sections: tuple[SectionView, ...]) -> tuple[GridRow, ...]:
    """Nine numbered sections in three areas; no grid for a template of another shape."""
    numbered = [section for section in sections if section.number]
    rows = [numbered[start : start + GRID] for start in range(0, len(numbered), GRID)]
    if len(numbered) != GRID * GRID or any(len({section.area for section in row}) != 1 for row in rows):
        return ()
    return tuple(GridRow(row[0].area, tuple(row)) for row in rows)
