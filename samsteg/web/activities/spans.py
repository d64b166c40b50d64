"""Which days a page of attendance is about: the last weeks, a term, a month or days of one's own, by the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.statistics.values import Period
from samsteg.web.periods import PeriodForm, as_query

WEEKS: Final = (12, 26, 52)
LONGEST: Final = dt.timedelta(days=3 * 366)
MONTHS_SHOWN: Final = 4
DAY: Final = dt.timedelta(days=1)
TERMS_SHOWN: Final = 6


class OwnDays(PeriodForm):
    """Three years at most: a table of more helps nobody."""

    def clean(self) -> dict[str, dt.date]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last - first > LONGEST:
            self.add_error("last", _("Longer than three years. Choose fewer days."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Both days inclusive. `weeks` are shown first, `others` with the own days. `query` names the days again."""

    first: dt.date
    last: dt.date
    query: str
    weeks: tuple[Chip, ...]
    others: tuple[Chip, ...]
    form: OwnDays

    @property
    def is_other(self) -> bool:
        return not any(one.is_chosen for one in self.weeks)


def span_of(
    data: Mapping[str, str], today: dt.date, terms: Iterable[tuple[str, dt.date, dt.date]] = ()
) -> Span:
    """`terms`: what each is called, with its first and last day. What can't be understood is the last weeks."""
    weeks = next((n for n in WEEKS if data.get("veckor") == str(n)), WEEKS[0])
    asked = "from" in data or "to" in data
    since = today - dt.timedelta(weeks=weeks)
    form = OwnDays(data if asked else {"from": str(since), "to": str(today)})
    is_own = asked and form.is_valid()
    days = form.period if is_own else Period(since, today)
    return Span(
        first=days.first,
        last=days.last,
        query=as_query(days) if is_own else f"veckor={weeks}",
        weeks=tuple(
            Chip(
                ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n},
                f"veckor={n}",
                not is_own and n == weeks,
            )
            for n in WEEKS
        ),
        others=tuple(
            Chip(label, as_query(one), is_own and one == days) for label, one in _others(today, terms)
        ),
        form=form,
    )


def _others(today: dt.date, terms: Iterable[tuple[str, dt.date, dt.date]]) -> Iterator[tuple[str, Period]]:
    begun = [one for one in terms if one[1] <= today]
    for label, first, last in begun[:TERMS_SHOWN]:
        yield label, Period(first, last)
    first = today.replace(day=1)
    for _month in range(MONTHS_SHOWN):
        last = (first + 31 * DAY).replace(day=1) - DAY
        yield capfirst(f"{MONTHS[first.month]} {first.year}"), Period(first, last)
        first = (first - DAY).replace(day=1)


def days_words(span: Span) -> str:
    return f"{span.first}\u2013{span.last}"
