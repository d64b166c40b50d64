"""The register of employers as a list: search, chips, order, rows, and the sentence above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.organisation.municipalities import name_of
from samsteg.placements.employers.enums import EmployerStatus, Sector
from samsteg.placements.employers.records import ListedEmployer
from samsteg.web.list_address import PAGE, number_in, one_of, question, search_in
from samsteg.web.participants.tables import Chip, Heading
from samsteg.web.participants.words import word


class Shown(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    FREE = "free"
    ASK = "ask"
    NOW = "now"
    RESTING = "resting"
    GONE = "gone"


class Order(StrEnum):
    NAME = "name"
    SECTOR = "sector"
    PLACE = "place"
    NOW = "now"
    BEFORE = "before"
    LAST = "last"
    ASK = "ask"


CHIPS: dict[Shown, object] = {
    Shown.ALL: gettext_lazy("All"),
    Shown.ACTIVE: EmployerStatus.ACTIVE.label,
    Shown.FREE: gettext_lazy("Has room now"),
    Shown.ASK: gettext_lazy("Ask again now"),
    Shown.NOW: gettext_lazy("Somebody is there now"),
    Shown.RESTING: EmployerStatus.RESTING.label,
    Shown.GONE: EmployerStatus.GONE.label,
}
ALWAYS = (Shown.ALL, Shown.ACTIVE, Shown.FREE, Shown.ASK)
COLUMNS: tuple[tuple[Order, object], ...] = (
    (Order.NAME, gettext_lazy("Employer")),
    (Order.SECTOR, gettext_lazy("Line of business")),
    (Order.PLACE, gettext_lazy("Municipality")),
    (Order.NOW, gettext_lazy("There now")),
    (Order.BEFORE, gettext_lazy("Before")),
    (Order.LAST, gettext_lazy("Last in touch")),
    (Order.ASK, gettext_lazy("Ask again")),
)
NUMBERS = (Order.NOW, Order.BEFORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    shown: Shown = Shown.ALL
    order: Order = Order.NAME
    descending: bool = False
    count: int = PAGE
    search: str = ""

    def query(self, **changes: object) -> str:
        """The address's question, `?` included, without what is as usual."""
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "sok": state.search,
            "visa": "" if state.shown is Shown.ALL else state.shown.value,
            "ordna": "" if state.order is Order.NAME else state.order.value,
            "fallande": "1" if state.descending else "",
            "antal": "" if state.count == PAGE else str(state.count),
        }
        return question(said)


def state_of(data: Mapping[str, str]) -> ListState:
    """What can't be understood is as usual."""
    return ListState(
        shown=one_of(Shown, data.get("visa"), Shown.ALL),
        order=one_of(Order, data.get("ordna"), Order.NAME),
        descending=data.get("fallande") == "1",
        count=number_in(data.get("antal")),
        search=search_in(data.get("sok")),
    )


@dataclass(frozen=True, slots=True)
class ListView:
    sentence: str
    chips: tuple[Chip, ...]
    headings: tuple[tuple[Heading, bool], ...]
    rows: tuple[tuple[ListedEmployer, tuple[tuple[str, str, bool], ...]], ...]
    total: int
    next_query: str


def list_view(state: ListState, every: Sequence[ListedEmployer], today: dt.date) -> ListView:
    rows = chosen(state, every, today)
    shown = rows[: state.count]
    return ListView(
        sentence=_sentence(every, today),
        chips=_chips(state, every, today),
        headings=tuple((_heading(state, order, str(label)), order in NUMBERS) for order, label in COLUMNS),
        rows=tuple((one, _cells(one)) for one in shown),
        total=len(rows),
        next_query=state.query(count=state.count + PAGE) if len(rows) > len(shown) else "",
    )


def _sentence(every: Sequence[ListedEmployer], today: dt.date) -> str:
    here = [one for one in every if one.status != EmployerStatus.GONE]
    text = ngettext("%(n)d employer in the register", "%(n)d employers in the register", len(here)) % {
        "n": len(here)
    }
    asked = sum(_is_shown(one, Shown.ASK, today) for one in every)
    if not asked:
        return f"{text}."
    rest = ngettext("%(n)d to ask again now", "%(n)d to ask again now", asked) % {"n": asked}
    return f"{text}, {rest}."


def chosen(state: ListState, every: Sequence[ListedEmployer], today: dt.date) -> list[ListedEmployer]:
    """The rows of the search and the filter, in the order asked for."""
    found = [one for one in _searched(state, every) if _is_shown(one, state.shown, today)]
    if state.order is not Order.NAME:
        never, always = dt.date.max, dt.date.min
        keys = {
            Order.SECTOR: lambda one: (not one.sector, word(Sector, one.sector).casefold()),
            Order.PLACE: lambda one: (not one.municipality_code, place_of(one)),
            Order.NOW: lambda one: -one.here_now,
            Order.BEFORE: lambda one: -one.here_before,
            Order.LAST: lambda one: one.last_on or always,
            Order.ASK: lambda one: one.ask_again_on or never,
        }
        found.sort(key=keys[state.order])
    return found[::-1] if state.descending else found


def _searched(state: ListState, every: Sequence[ListedEmployer]) -> list[ListedEmployer]:
    """Each word is in the name, the tasks, the line of business or the municipality."""
    wanted = state.search.casefold().split()

    def told(one: ListedEmployer) -> str:
        return f"{one.name} {one.tasks} {word(Sector, one.sector)} {place_of(one)}".casefold()

    return [one for one in every if all(each in told(one) for each in wanted)]


def _is_shown(one: ListedEmployer, shown: Shown, today: dt.date) -> bool:
    is_active = one.status == EmployerStatus.ACTIVE
    if shown is Shown.FREE:
        return is_active and not one.is_full
    if shown is Shown.ASK:
        is_due = one.ask_again_on is not None and one.ask_again_on <= today
        return is_due and one.status != EmployerStatus.GONE
    if shown is Shown.NOW:
        return one.here_now > 0
    if shown is Shown.RESTING:
        return one.status in (EmployerStatus.RESTING, EmployerStatus.MAYBE)
    if shown is Shown.GONE:
        return one.status == EmployerStatus.GONE
    return shown is Shown.ALL or is_active


def _chips(state: ListState, every: Sequence[ListedEmployer], today: dt.date) -> tuple[Chip, ...]:
    found = _searched(state, every)
    counts = {shown: sum(_is_shown(one, shown, today) for one in found) for shown in Shown}
    return tuple(
        Chip(str(label), counts[shown], state.query(shown=shown, count=PAGE), shown is state.shown)
        for shown, label in CHIPS.items()
        if counts[shown] or shown in ALWAYS or shown is state.shown
    )


def _heading(state: ListState, order: Order, label: str) -> Heading:
    if state.order is not order:
        return Heading(label, "", state.query(order=order, descending=False, count=PAGE))
    turned = state.query(descending=not state.descending, count=PAGE)
    return Heading(label, "descending" if state.descending else "ascending", turned)


def place_of(one: ListedEmployer) -> str:
    return name_of(one.municipality_code) if one.municipality_code else ""


def now_words(one: ListedEmployer) -> str:
    """How many, of how many at most, and how many more are to begin."""
    told = str(one.here_now)
    if one.at_once_most is not None:
        told = _("%(count)d of %(most)d") % {"count": one.here_now, "most": one.at_once_most}
    if not one.coming:
        return told
    return f"{told}, {ngettext('%(n)d to come', '%(n)d to come', one.coming) % {'n': one.coming}}"


def texts_of(one: ListedEmployer) -> dict[Order, str]:
    """The texts of a row, by column."""
    return {
        Order.NAME: one.name,
        Order.SECTOR: word(Sector, one.sector),
        Order.PLACE: place_of(one),
        Order.NOW: now_words(one),
        Order.BEFORE: str(one.here_before),
        Order.LAST: str(one.last_on or ""),
        Order.ASK: str(one.ask_again_on or ""),
    }


def _cells(one: ListedEmployer) -> tuple[tuple[str, str, bool], ...]:
    """Heading, text, and whether it is a number; the name apart."""
    texts = texts_of(one)
    return tuple(
        (str(label), texts[order], order in NUMBERS) for order, label in COLUMNS if order is not Order.NAME
    )
