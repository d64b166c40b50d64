"""What the statistics room shows: chosen by address, so that it can be shared and saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.statistics.comparison import period_before, rolling_year, year_before
from samsteg.statistics.figures import something_known
from samsteg.statistics.indicators.slots import BASES
from samsteg.statistics.moments import parse_as_of
from samsteg.statistics.values import Period
from samsteg.web import periods
from samsteg.web.dates import DayField
from samsteg.web.periods import PeriodForm, Proposals, default_period

ROLLING, SO_FAR = "rolling", "so-far"  # periods that follow the calendar
YEAR_BEFORE, RIGHT_BEFORE, AS_NOW, NONE = "year-before", "before", "now", "none"
COMPARISONS = {
    YEAR_BEFORE: gettext_lazy("The same time a year before"),
    RIGHT_BEFORE: gettext_lazy("The period right before"),
    AS_NOW: gettext_lazy("The same period as known now"),
    NONE: gettext_lazy("Nothing"),
}
BREAKDOWNS = {
    "age": gettext_lazy("Age"),
    "sex": gettext_lazy("Sex"),
    "referrer": gettext_lazy("Referrer"),
    "income": gettext_lazy("Income"),
    "payer": gettext_lazy("Payer of the income"),
    "municipality": gettext_lazy("Municipality"),
    "born": gettext_lazy("Decade of birth"),
}
DEFAULT_BASE, DEFAULT_BREAKDOWN = "new", "age"


@dataclass(frozen=True, slots=True)
class Choices:
    """`relative`: the period follows the calendar. `known`: figures as they were known at the end of that day, now when
    None. What the address leaves out, or says wrongly, is as by default.
    """

    period: Period
    relative: str = ""
    compare: str = YEAR_BEFORE
    base: str = DEFAULT_BASE
    by: str = DEFAULT_BREAKDOWN
    known: dt.date | None = None

    @property
    def as_of(self) -> dt.datetime | None:
        return parse_as_of(self.known.isoformat()) if self.known else None

    @property
    def is_beside_now(self) -> bool:
        """What was known then stands beside what is known now, of one period."""
        return self.compare == AS_NOW and self.known is not None

    @property
    def other(self) -> Period | None:
        """The period that stands beside."""
        if self.is_beside_now:
            return self.period
        if self.compare in (NONE, AS_NOW):
            return None
        return year_before(self.period) if self.compare == YEAR_BEFORE else period_before(self.period)

    @property
    def query(self) -> str:
        """Only what differs from what stands when nothing is chosen."""
        if self.relative:
            chosen = {"period": self.relative}
        else:
            chosen = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        defaults = {"compare": YEAR_BEFORE, "base": DEFAULT_BASE, "by": DEFAULT_BREAKDOWN}
        own = {name: getattr(self, name) for name in defaults}
        if self.known:
            chosen["known"] = self.known.isoformat()
        return urlencode({**chosen, **{name: own[name] for name in own if own[name] != defaults[name]}})

    @property
    def query_as_now(self) -> str:
        compare = YEAR_BEFORE if self.compare == AS_NOW else self.compare
        return replace(self, known=None, compare=compare).query

    @property
    def query_beside_now(self) -> str:
        return replace(self, compare=AS_NOW).query

    @property
    def period_query(self) -> str:
        """The days alone, for pages that know no other choices."""
        return periods.as_query(self.period)

    @property
    def rows_query(self) -> str:
        """The days, and when they were known, for the people behind a figure."""
        return periods.as_query(self.period, self.known)

    @property
    def name(self) -> str:
        return periods.name(self.period)

    @property
    def other_name(self) -> str:
        if self.is_beside_now:
            return _("%(period)s as known now") % {"period": self.name}
        return periods.name(self.other) if self.other else ""

    def hidden(self, *names: str) -> list[tuple[str, str]]:
        """The named choices for a form that changes others."""
        values = {"from": str(self.period.first), "to": str(self.period.last)}
        values |= {name: getattr(self, name) for name in ("compare", "base", "by")}
        kept = [(name, values[name]) for name in names]
        return [*kept, ("known", str(self.known))] if self.known else kept

    def options(self, name: str) -> list[tuple[str, str, bool]]:
        """Value, word and whether it is chosen, for a select."""
        every: Mapping[str, Mapping[str, object]] = {
            "compare": COMPARISONS,
            "by": BREAKDOWNS,
            "base": base_words(),
        }
        words = every[name]
        if name == "compare" and not self.known:
            words = {value: word for value, word in words.items() if value != AS_NOW}
        return [(value, str(word), value == getattr(self, name)) for value, word in words.items()]


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    query: str
    is_chosen: bool


def base_words() -> dict[str, str]:
    at = 1 if get_language() == "en" else 0
    return {base: words[at] for base, words in BASES.items()}


class RoomForm(PeriodForm):
    """The free choice of period, and of the day on which the figures were known."""

    known = DayField(required=False)

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["known"].label = _("As known on")
        self.fields["known"].help_text = _("Optional. Corrections after that day don't count.")


def read_choices(team: Team, data: Mapping[str, str], span: Period | None) -> tuple[Choices, RoomForm]:
    """What the address says; the form carries what is wrong with its days. `span`: the days of the team's facts."""
    relative = data.get("period", "")
    default = _relative(relative) or default_period(team, span)
    asked = "from" in data or "to" in data
    known = {"known": data.get("known", "")}
    form = RoomForm(data if asked else {"from": str(default.first), "to": str(default.last), **known})
    day = form.cleaned_data.get("known") if form.is_valid() else None
    if day and not something_known(team, parse_as_of(day.isoformat())):
        form.add_error("known", _("Nothing had been recorded at that moment. Choose a later one."))
        day = None
    choices = Choices(
        period=form.period if _has_period(form) else default,
        relative=relative if not asked and _relative(relative) else "",
        compare=_one_of(data.get("compare"), COMPARISONS, YEAR_BEFORE),
        base=_one_of(data.get("base"), BASES, DEFAULT_BASE),
        by=_one_of(data.get("by"), BREAKDOWNS, DEFAULT_BREAKDOWN),
        known=day,
    )
    return choices, form


def year_chips(choices: Choices, proposals: Proposals) -> list[Chip]:
    """The chosen period first when it is no calendar year, then the years."""
    own = [] if proposals.is_year else [Chip(choices.name, choices.query, True)]
    return own + [_chip(choices, one.label, one.period) for one in proposals.years]


def more_chips(choices: Choices, proposals: Proposals) -> list[Chip]:
    """Periods that follow the calendar, half-years and July-June years."""
    following = [
        (ROLLING, _("The last twelve whole months")),
        (SO_FAR, _("This year so far")),
    ]
    chips = [
        Chip(label, replace(choices, relative=name).query, choices.relative == name)
        for name, label in following
    ]
    return chips + [_chip(choices, one.label, one.period) for one in proposals.others]


def _chip(choices: Choices, label: str, period: Period) -> Chip:
    other = replace(choices, period=period, relative="")
    return Chip(label, other.query, period == choices.period and not choices.relative)


def _relative(name: str) -> Period | None:
    today = timezone.localdate()
    if name == ROLLING:
        return rolling_year(today)
    return Period(dt.date(today.year, 1, 1), today) if name == SO_FAR else None


def _has_period(form: RoomForm) -> bool:
    return not form.has_error("first") and not form.has_error("last")


def _one_of(value: str | None, allowed: Mapping[str, object], default: str) -> str:
    return value if value is not None and value in allowed else default
