"""The meetings that have been, as a list: chips, order, search in who was there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext_lazy, ngettext

from samsteg.participants.meetings.selectors import ListedMeeting
from samsteg.web.list_address import PAGE, number_in, one_of, question
from samsteg.web.participants.tables import Chip, Heading


class Shown(StrEnum):
    ALL = "all"
    MINE = "mine"
    GUESTS = "guests"
    DECIDED = "decided"


class Order(StrEnum):
    DAY = "day"
    DECISIONS = "decisions"


CHIPS: Mapping[Shown, tuple[object, Callable[[ListedMeeting], bool]]] = {
    Shown.ALL: (gettext_lazy("All"), lambda one: True),
    Shown.MINE: (gettext_lazy("I was there"), lambda one: one.was_there),
    Shown.GUESTS: (gettext_lazy("With guests"), lambda one: bool(one.guests)),
    Shown.DECIDED: (gettext_lazy("With decisions"), lambda one: one.decision_count > 0),
}
COLUMNS: tuple[tuple[Order, object], ...] = (
    (Order.DAY, gettext_lazy("Day")),
    (Order.DECISIONS, gettext_lazy("Decisions")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """The newest meeting, or most decisions, first; `ascending` turns it round. `key` is that of a search."""

    shown: Shown = Shown.ALL
    order: Order = Order.DAY
    ascending: bool = False
    count: int = PAGE
    key: str = ""

    def query(self, **changes: object) -> str:
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "visa": "" if state.shown is Shown.ALL else state.shown.value,
            "ordna": "" if state.order is Order.DAY else state.order.value,
            "stigande": "1" if state.ascending else "",
            "antal": "" if state.count == PAGE else str(state.count),
            "sok": state.key,
        }
        return question(said)


def state_of(data: Mapping[str, str]) -> ListState:
    """What can't be understood is as usual."""
    return ListState(
        shown=one_of(Shown, data.get("visa"), Shown.ALL),
        order=one_of(Order, data.get("ordna"), Order.DAY),
        ascending=data.get("stigande") == "1",
        count=number_in(data.get("antal")),
        key=data.get("sok", "")[:20],
    )


@dataclass(frozen=True, slots=True)
class ListView:
    sentence: str
    chips: tuple[Chip, ...]
    headings: tuple[Heading, ...]
    rows: tuple[ListedMeeting, ...]
    total: int
    next_query: str


def list_view(state: ListState, found: Sequence[ListedMeeting], search: str) -> ListView:
    searched = [one for one in found if _holds(one, search)]
    rows = [one for one in searched if CHIPS[state.shown][1](one)]
    if state.order is Order.DECISIONS:
        rows.sort(key=lambda one: -one.decision_count)
    if state.ascending:
        rows.reverse()
    return ListView(
        sentence=_sentence(len(searched), search),
        chips=tuple(
            Chip(
                str(label), sum(map(holds, searched)), state.query(shown=one, count=PAGE), one is state.shown
            )
            for one, (label, holds) in CHIPS.items()
        ),
        headings=tuple(_heading(state, order, str(label)) for order, label in COLUMNS),
        rows=tuple(rows[: state.count]),
        total=len(rows),
        next_query=state.query(count=state.count + PAGE) if len(rows) > state.count else "",
    )


def _holds(one: ListedMeeting, search: str) -> bool:
    """All the words, in the day or in who was there."""
    told = " ".join((str(one.held_on), *one.members, *one.guests)).casefold()
    return all(word in told for word in search.casefold().split())


def _sentence(count: int, search: str) -> str:
    if search:
        return ngettext(
            "%(count)d meeting matches \u201d%(text)s\u201d.",
            "%(count)d meetings match \u201d%(text)s\u201d.",
            count,
        ) % {"count": count, "text": search}
    return ngettext("%(count)d meeting has been held.", "%(count)d meetings have been held.", count) % {
        "count": count
    }


def _heading(state: ListState, order: Order, label: str) -> Heading:
    if state.order is not order:
        return Heading(label, "", state.query(order=order, ascending=False, count=PAGE))
    turned = state.query(ascending=not state.ascending, count=PAGE)
    return Heading(label, "ascending" if state.ascending else "descending", turned)
