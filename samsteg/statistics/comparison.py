"""One period beside another: which other one, and how far apart the figures are."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from samsteg.statistics.values import Period, Unit, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in both periods, each with its own base."""

    code: str
    now: Value
    then: Value

    @property
    def unit(self) -> Unit:
        return self.now.unit

    @property
    def change(self) -> Decimal | None:
        """Now minus then; None where either is a mean over nobody, or not known."""
        now, then = self.now.value, self.then.value
        if now is None or then is None or isinstance(now, tuple) or isinstance(then, tuple):
            return None
        return Decimal(now) - Decimal(then)


def differences(
    now: Mapping[str, Value], then: Mapping[str, Value], codes: Iterable[str]
) -> Iterator[Difference]:
    """In the order of the codes; one that either lacks (a municipality that doesn't occur) is left out."""
    for code in codes:
        if code in now and code in then:
            yield Difference(code, now[code], then[code])


def year_before(period: Period) -> Period:
    """The same days a year earlier; the last day of February stays the last day."""
    return Period(
        _shifted(period.first, -12, ends=False), _shifted(period.last, -12, ends=_is_last(period.last))
    )


def period_before(period: Period) -> Period:
    """As long, right before: whole months before whole months, otherwise as many days."""
    last = period.first - dt.timedelta(days=1)
    if period.first.day == 1 and _is_last(period.last):
        months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
        return Period(_shifted(period.first, -months, ends=False), last)
    return Period(period.first - dt.timedelta(days=period.days), last)


def rolling_year(day: dt.date) -> Period:
    """The last twelve whole months up to the day."""
    last = day if _is_last(day) else day.replace(day=1) - dt.timedelta(days=1)
    return Period(_shifted(last + dt.timedelta(days=1), -12, ends=False), last)


def _shifted(day: dt.date, months: int, *, ends: bool) -> dt.date:
    """`ends`: the last day of a month becomes the last day of the other."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, length if ends else min(day.day, length))


def _is_last(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
