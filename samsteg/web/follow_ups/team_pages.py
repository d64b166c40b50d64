"""The team's follow-ups as a list: chips, order, rows, and the sentence above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.follow_ups.due import CancelledFollowUp
from samsteg.follow_ups.enums import FollowUpKind, Urgency
from samsteg.follow_ups.records import DueFollowUp
from samsteg.web.follow_ups import words
from samsteg.web.list_address import PAGE, number_in, one_of, question
from samsteg.web.participants.tables import Cell, Chip, Heading
from samsteg.web.participants.words import word


class Shown(StrEnum):
    """What narrows the list; beside Urgency."""

    ALL = "all"
    MINE = "mine"
    THIS_WEEK = "this_week"
    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    TO_BOOK = "to_book"
    COMING = "coming"
    LATER = "later"
    CANCELLED = "cancelled"


class Order(StrEnum):
    PRESSING = "pressing"
    DAY = "day"
    PERSON = "person"
    KIND = "kind"
    COACH = "coach"


CHIPS: dict[Shown, object] = {
    Shown.ALL: gettext_lazy("All"),
    Shown.MINE: gettext_lazy("Mine"),
    Shown.THIS_WEEK: Urgency.THIS_WEEK.label,
    Shown.UNANSWERED: Urgency.UNANSWERED.label,
    Shown.OVERDUE: Urgency.OVERDUE.label,
    Shown.TO_BOOK: Urgency.TO_BOOK.label,
    Shown.COMING: Urgency.COMING.label,
    Shown.LATER: Urgency.LATER.label,
    Shown.CANCELLED: gettext_lazy("Cancelled lately"),
}
ALWAYS = (Shown.ALL, Shown.MINE, Shown.THIS_WEEK, Shown.OVERDUE, Shown.COMING, Shown.CANCELLED)
COLUMNS: tuple[tuple[Order, object], ...] = (
    (Order.PERSON, gettext_lazy("Participant")),
    (Order.PRESSING, gettext_lazy("State")),
    (Order.DAY, gettext_lazy("Day")),
    (Order.KIND, gettext_lazy("Meeting")),
    (Order.COACH, gettext_lazy("Coach")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    shown: Shown = Shown.ALL
    order: Order = Order.PRESSING
    descending: bool = False
    count: int = PAGE

    def query(self, **changes: object) -> str:
        """The address's question, `?` included, without what is as usual."""
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "visa": "" if state.shown is Shown.ALL else state.shown.value,
            "ordna": "" if state.order is Order.PRESSING else state.order.value,
            "fallande": "1" if state.descending else "",
            "antal": "" if state.count == PAGE else str(state.count),
        }
        return question(said)


def state_of(data: Mapping[str, str]) -> ListState:
    """What can't be understood is as usual."""
    return ListState(
        shown=one_of(Shown, data.get("visa"), Shown.ALL),
        order=one_of(Order, data.get("ordna"), Order.PRESSING),
        descending=data.get("fallande") == "1",
        count=number_in(data.get("antal")),
    )


@dataclass(frozen=True, slots=True)
class ListRow:
    """Leads to the meeting (`series`), or where there is none to the person's follow-ups."""

    person_id: int
    title: str
    series: object | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    sentence: str
    chips: tuple[Chip, ...]
    headings: tuple[Heading, ...]
    rows: tuple[ListRow, ...]
    total: int
    next_query: str


Found = DueFollowUp | CancelledFollowUp


def chosen(
    state: ListState, open_: Sequence[DueFollowUp], cancelled: Sequence[CancelledFollowUp]
) -> list[Found]:
    """The rows of the filter in the order asked for."""
    found: list[Found] = list(cancelled) if state.shown is Shown.CANCELLED else []
    if state.shown is Shown.MINE:
        found = [one for one in open_ if one.is_mine]
    elif state.shown is Shown.ALL:
        found = list(open_)
    elif state.shown is not Shown.CANCELLED:
        found = [one for one in open_ if one.state.value == state.shown.value]
    if state.order is not Order.PRESSING:
        keys = {
            Order.DAY: lambda one: one.on.isoformat(),
            Order.PERSON: lambda one: one.order,
            Order.KIND: lambda one: word(FollowUpKind, one.kind).casefold(),
            Order.COACH: lambda one: (not one.coach, one.coach.casefold()),
        }
        found.sort(key=keys[state.order])
    return found[::-1] if state.descending else found


def list_view(
    state: ListState, open_: Sequence[DueFollowUp], cancelled: Sequence[CancelledFollowUp]
) -> ListView:
    rows = chosen(state, open_, cancelled)
    shown = rows[: state.count]
    return ListView(
        sentence=sentence(open_),
        chips=_chips(state, open_, cancelled),
        headings=tuple(_heading(state, order, str(label)) for order, label in COLUMNS),
        rows=tuple(_row(one) for one in shown),
        total=len(rows),
        next_query=state.query(count=state.count + PAGE) if len(rows) > len(shown) else "",
    )


def sentence(open_: Sequence[DueFollowUp]) -> str:
    """How things are, in one line."""
    week = sum(one.state is Urgency.THIS_WEEK for one in open_)
    late = sum(one.state in (Urgency.OVERDUE, Urgency.UNANSWERED) for one in open_)
    said = (
        ngettext("%(n)d meeting is booked this week", "%(n)d meetings are booked this week", week)
        % {"n": week}
        if week
        else _("No meeting is booked this week")
    )
    rest = (
        ngettext("%(n)d should have been held", "%(n)d should have been held", late) % {"n": late}
        if late
        else _("none should have been held by now")
    )
    return _("%(week)s, and %(late)s.") % {"week": said, "late": rest}


def _chips(
    state: ListState, open_: Sequence[DueFollowUp], cancelled: Sequence[CancelledFollowUp]
) -> tuple[Chip, ...]:
    counts = {one: len(chosen(ListState(shown=one), open_, cancelled)) for one in Shown}
    return tuple(
        Chip(str(label), counts[one], state.query(shown=one, count=PAGE), one is state.shown)
        for one, label in CHIPS.items()
        if counts[one] or one in ALWAYS or one is state.shown
    )


def _heading(state: ListState, order: Order, label: str) -> Heading:
    if state.order is not order:
        return Heading(label, "", state.query(order=order, descending=False, count=PAGE))
    turned = state.query(descending=not state.descending, count=PAGE)
    return Heading(label, "descending" if state.descending else "ascending", turned)


def cells(one: Found) -> dict[Order, str]:
    """The texts of a row, by column."""
    if isinstance(one, CancelledFollowUp):
        state, day = str(words.CANCELLED[one.cancelled_by]), str(one.on)
    else:
        state, day = str(one.state.label), words.when(one.on, one.at)
        if one.paused_to:
            state = _("%(state)s, rests to %(day)s") % {"state": state, "day": one.paused_to}
    return {
        Order.PERSON: one.title,
        Order.PRESSING: state,
        Order.DAY: day,
        Order.KIND: word(FollowUpKind, one.kind),
        Order.COACH: one.coach,
    }


def _row(one: Found) -> ListRow:
    texts = cells(one)
    series = one.series if isinstance(one, DueFollowUp) else None
    tag = words.URGENCY_TAGS.get(one.state, "") if isinstance(one, DueFollowUp) else ""
    return ListRow(
        person_id=one.person_id,
        title=one.title,
        series=series,
        cells=tuple(
            Cell(str(label), texts[order], tag if order is Order.PRESSING else "")
            for order, label in COLUMNS
            if order is not Order.PERSON
        ),
    )
