"""The outreach log as a list: search, chips, order, rows, and the counts of the period above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.accounts.names import names_of
from samsteg.governance.outreach.enums import Enquirer, OutreachKind, OutreachState
from samsteg.governance.outreach.models import OutreachActivity
from samsteg.governance.outreach.records import Asked, Counted
from samsteg.statistics.values import Period
from samsteg.web.list_address import PAGE, number_in, question, search_in
from samsteg.web.participants.tables import Chip, Heading
from samsteg.web.participants.words import word
from samsteg.web.periods import PeriodForm, as_query, proposals
from samsteg.web.periods import name as period_name

COLUMNS: tuple[tuple[str, object], ...] = (
    ("day", gettext_lazy("Day")),
    ("what", gettext_lazy("What")),
    ("kind", gettext_lazy("Kind")),
    ("whom", gettext_lazy("With whom")),
    ("people", gettext_lazy("How many came")),
    ("state", gettext_lazy("How it stands")),
)


@dataclass(frozen=True, slots=True)
class ListState:
    asked: Asked
    default: Period

    def query(self, **changes: object) -> str:
        """The address's question, `?` included, without what is as usual."""
        state = replace(self.asked, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        period = Period(state.first, state.last)
        usual = period == self.default
        said = {
            "from": "" if usual else str(state.first),
            "to": "" if usual else str(state.last),
            "sok": state.search,
            "visa": state.state,
            "slag": state.kind,
            "ordna": "" if state.order == "day" else state.order,
            "stigande": "" if state.descending else "1",
            "antal": "" if state.count == PAGE else str(state.count),
        }
        return question(said)

    @property
    def all_query(self) -> str:
        return self.query(search="", kind="", state="", count=PAGE)


def this_half_year(today: dt.date) -> Period:
    if today.month <= 6:
        return Period(dt.date(today.year, 1, 1), dt.date(today.year, 6, 30))
    return Period(dt.date(today.year, 7, 1), dt.date(today.year, 12, 31))


def state_of(data: Mapping[str, str]) -> tuple[ListState, PeriodForm]:
    """What can't be understood is as usual; the form carries what is wrong with a period."""
    default = this_half_year(timezone.localdate())
    asks = "from" in data or "to" in data
    form = PeriodForm(data if asks else {"from": str(default.first), "to": str(default.last)})
    period = form.period if form.is_valid() else default
    order = data.get("ordna", "")
    asked = Asked(
        first=period.first,
        last=period.last,
        search=search_in(data.get("sok")),
        state=data["visa"] if data.get("visa") in OutreachState.values else "",
        kind=data["slag"] if data.get("slag") in OutreachKind.values else "",
        order=order if order in dict(COLUMNS) else "day",
        descending=data.get("stigande") != "1",
        count=number_in(data.get("antal")),
    )
    return ListState(asked, default), form


def period_context(asked: Asked, span: tuple[dt.date, dt.date] | None) -> dict[str, object]:
    """What the choice of a period shows; `span`: the days that the log has."""
    period = Period(asked.first, asked.last)
    return {
        "period": {"name": period_name(period), "query": as_query(period)},
        "proposals": proposals(Period(*span) if span else None, period),
    }


@dataclass(frozen=True, slots=True)
class Line:
    row: OutreachActivity
    who: str
    is_past: bool  # planned, and the day has been

    @property
    def cells(self) -> tuple[tuple[str, str, bool], ...]:
        """Heading, text, and whether it is a number; the first two columns apart."""
        texts = texts_of(self.row)
        return tuple((str(label), texts[name], name == "people") for name, label in COLUMNS[2:])


@dataclass(frozen=True, slots=True)
class ListView:
    chips: tuple[Chip, ...]
    headings: tuple[tuple[Heading, bool], ...]
    lines: tuple[Line, ...]
    total: int
    next_query: str


def list_view(
    state: ListState, rows: Sequence[OutreachActivity], total: int, found: Counted, today: dt.date
) -> ListView:
    return ListView(
        chips=_chips(state, found),
        headings=tuple((_heading(state, name, str(label)), name == "people") for name, label in COLUMNS),
        lines=lines_of(rows, today),
        total=total,
        next_query=state.query(count=state.asked.count + PAGE) if total > len(rows) else "",
    )


def lines_of(rows: Sequence[OutreachActivity], today: dt.date) -> tuple[Line, ...]:
    names = names_of(user_id for row in rows for user_id in row.user_ids)
    return tuple(
        Line(
            row,
            ", ".join(names[one] for one in row.user_ids if one in names),
            row.state == OutreachState.PLANNED and row.on_day < today,
        )
        for row in rows
    )


def texts_of(row: OutreachActivity) -> dict[str, str]:
    """The texts of a row, by column."""
    return {
        "day": str(row.on_day),
        "what": row.what,
        "kind": word(OutreachKind, row.kind),
        "whom": row.with_whom,
        "people": "" if row.people_count is None else str(row.people_count),
        "state": word(OutreachState, row.state),
    }


def sentence(found: Counted) -> str:
    """What the period holds: held, planned, people met, enquiries."""
    parts = [ngettext("%(n)d held", "%(n)d held", found.held) % {"n": found.held}]
    if planned := found.states.get(OutreachState.PLANNED, 0):
        parts.append(ngettext("%(n)d planned", "%(n)d planned", planned) % {"n": planned})
    if cancelled := found.states.get(OutreachState.CANCELLED, 0):
        parts.append(ngettext("%(n)d cancelled", "%(n)d cancelled", cancelled) % {"n": cancelled})
    asked = found.enquiries
    parts.append(ngettext("%(n)d enquiry", "%(n)d enquiries", asked) % {"n": asked})
    return ", ".join(parts) + "."


def counts(found: Counted) -> list[tuple[str, int]]:
    """Held ones by kind, the kinds that the period has."""
    return [(str(kind.label), found.kinds[kind]) for kind in OutreachKind if kind in found.kinds]


def enquiry_counts(found: Counted) -> list[tuple[str, int]]:
    return [(str(one.label), found.enquirers[one]) for one in Enquirer if one in found.enquirers]


def people_words(found: Counted) -> str:
    """How many were met, and at how many of the held ones somebody counted; empty where nobody did."""
    if not found.people_of:
        return ""
    return _("%(people)d met, counted at %(counted)d of %(held)d held.") % {
        "people": found.people,
        "counted": found.people_of,
        "held": found.held,
    }


def _chips(state: ListState, found: Counted) -> tuple[Chip, ...]:
    chosen, every = state.asked.state, sum(found.states.values())
    shown = [("", _("All"), every)]
    shown += [(one.value, str(one.label), found.states.get(one, 0)) for one in OutreachState]
    return tuple(
        Chip(label, number, state.query(state=value, count=PAGE), value == chosen)
        for value, label, number in shown
    )


def _heading(state: ListState, order: str, label: str) -> Heading:
    asked = state.asked
    if asked.order != order:
        return Heading(label, "", state.query(order=order, descending=order == "day", count=PAGE))
    turned = state.query(descending=not asked.descending, count=PAGE)
    return Heading(label, "descending" if asked.descending else "ascending", turned)
