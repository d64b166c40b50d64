"""Which period a page is about: chosen by address, so that it can be shared, and proposed from the team's own facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.core.kept_questions import KeptRows, totals
from samsteg.organisation.models import Team
from samsteg.participants.models import StayEvent
from samsteg.reports.periods import period_kind
from samsteg.statistics.values import Period
from samsteg.web.dates import DayField


@dataclass(frozen=True, slots=True)
class Proposal:
    """A period to choose with one press."""

    label: str
    period: Period
    is_chosen: bool

    @property
    def query(self) -> str:
        return as_query(self.period)


@dataclass(frozen=True, slots=True)
class Proposals:
    """Newest first. `is_year`: the chosen period is among the calendar years."""

    years: tuple[Proposal, ...]
    others: tuple[Proposal, ...]

    @property
    def is_year(self) -> bool:
        return any(one.is_chosen for one in self.years)


class PeriodForm(forms.Form):
    """The free choice. Field names are those of the command line."""

    first = DayField()
    last = DayField()

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.fields["first"].label, self.fields["last"].label = (
            _("From and including"),
            _("Up to and including"),
        )

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, dt.date]:
        cleaned: dict[str, dt.date] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first. Write a later day."))
        return cleaned

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


def as_query(period: Period, known: dt.date | None = None) -> str:
    """`known`: the day on which the figures were known, where the page can go back to it."""
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return urlencode({**days, "known": known.isoformat()} if known else days)


def chosen_period(team: Team, data: Mapping[str, str]) -> tuple[Period, PeriodForm]:
    """The period that the address names, otherwise the team's own; the form carries what is wrong with the address."""
    if "from" in data or "to" in data:
        form = PeriodForm(data)
        return (form.period if form.is_valid() else default_period(team)), form
    default = default_period(team)
    form = PeriodForm({"from": str(default.first), "to": str(default.last)})
    return default, form


def default_period(team: Team, span: Period | None = None) -> Period:
    """The one that the team last named in its workbook, otherwise the newest year with facts, or this year.

    Give `span` when it is already read.
    """
    if team.report_from and team.report_to:
        return Period(team.report_from, team.report_to)
    span = span or span_of_facts(team)
    return year(span.last.year if span else timezone.localdate().year)


def span_of_facts(team: Team) -> Period | None:
    """From the first to the last day on which anything happened; None for a team without facts."""
    (found,) = _ends_of_facts(team)
    return Period(found["first"], found["last"]) if found["first"] else None


@KeptRows
def _ends_of_facts(team: Team) -> QuerySet[Any, dict[str, Any]]:
    facts = StayEvent.objects.filter(team_id=team.pk, superseded_at__isnull=True)
    return totals(facts, first=Min("occurred_on"), last=Max("occurred_on"))


def proposals(span: Period | None, chosen: Period) -> Proposals:
    """Calendar years; and half-years and July-June years, newest first."""
    if span is None:
        return Proposals((), ())
    newest_first = range(span.last.year, span.first.year - 1, -1)
    years = [(str(number), year(number)) for number in newest_first]
    others = [one for number in newest_first for one in _parts(number)]
    touched = [(label, period) for label, period in others if _overlap(period, span)]
    return Proposals(_marked(years, chosen), _marked(touched, chosen))


def year(number: int) -> Period:
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def name(period: Period) -> str:
    """2025; January-June 2025; July 2024-June 2025; otherwise both days."""
    kind, first, last = period_kind(period), period.first, period.last
    if kind == "calendar_year":
        return str(first.year)
    if kind == "half_year":
        return _half_name(first)
    if kind == "twelve_months" and first.month == 7:
        return _july_june_name(first.year)
    return f"{first} \u2013 {last}"


def _parts(number: int) -> Iterator[tuple[str, Period]]:
    july, january = dt.date(number, 7, 1), dt.date(number, 1, 1)
    yield _july_june_name(number), Period(july, dt.date(number + 1, 6, 30))
    yield _half_name(july), Period(july, dt.date(number, 12, 31))
    yield _half_name(january), Period(january, dt.date(number, 6, 30))


def _half_name(first: dt.date) -> str:
    text = _("July\u2013December %(year)d") if first.month == 7 else _("January\u2013June %(year)d")
    return text % {"year": first.year}


def _july_june_name(number: int) -> str:
    return _("July %(year)d\u2013June %(next)d") % {"year": number, "next": number + 1}


def _overlap(period: Period, span: Period) -> bool:
    return period.first <= span.last and span.first <= period.last


def _marked(found: list[tuple[str, Period]], chosen: Period) -> tuple[Proposal, ...]:
    return tuple(Proposal(label, period, period == chosen) for label, period in found)
