"""A team's figures as a page speaks of them: formatted, with base and definition one step away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from samsteg.reports.formats import MISSING, Formats, number, percent_number
from samsteg.reports.reading import Reading
from samsteg.reports.styling import style_for
from samsteg.reports.template import Template
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators import base_text, definition_text, label
from samsteg.statistics.values import Period
from samsteg.web import periods


@dataclass(frozen=True, slots=True)
class Explained:
    """What a figure is called, whom it is about and how it is counted."""

    code: str
    label: str
    base: str
    definition: str


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    period: Period
    name: str
    query: str


@dataclass(frozen=True)
class FigureReader:
    found: Figures
    template: Template

    @cached_property
    def formats(self) -> Formats:
        return style_for(self.template, self.found.settings, self.found.period).formats

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.found, self.found.period, self.found.settings)

    @property
    def period(self) -> ShownPeriod:
        return ShownPeriod(
            self.found.period, periods.name(self.found.period), periods.as_query(self.found.period)
        )

    def count(self, code: str) -> int:
        return self.reading.count(code)

    def persons(self, code: str) -> int:
        """How many a mean or a share stands on."""
        return self.reading.persons(code)

    def months(self, code: str) -> str:
        return self._decimal(code, self.formats.month_decimals)

    def years(self, code: str) -> str:
        return self._decimal(code, self.formats.year_decimals)

    def percent(self, code: str) -> str:
        """The number before the word percent; a dash where there is nobody."""
        value = self.reading.number(code)
        return MISSING if value is None else percent_number(value, self.formats)

    def _decimal(self, code: str, decimals: int) -> str:
        value = self.reading.number(code)
        return MISSING if value is None else number(value, self.formats, decimals)


def explained(*codes: str) -> tuple[Explained, ...]:
    """In the order given; figures that share a definition stand once."""
    found = {definition_text(code): code for code in reversed(codes)}
    return tuple(_explained(code) for code in reversed(found.values()))


def _explained(code: str) -> Explained:
    language = get_language() or "sv"
    return Explained(code, label(code, language), base_text(code, language), definition_text(code, language))
