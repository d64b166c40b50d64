"""What the pages of groups show: the list, a group's sessions, a roll call's lines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.activities.came import Came
from samsteg.activities.enums import (
    ChangeReason,
    DecidedBy,
    GroupKind,
    Joining,
    Mark,
    SessionState,
    Threshold,
)
from samsteg.activities.models import Group
from samsteg.activities.records import MarkConflict, SessionDay
from samsteg.activities.rolls import RollRow
from samsteg.activities.selectors import GroupsInShort
from samsteg.core.swedish import swedish_order
from samsteg.participants.visits.enums import Weekday
from samsteg.reports.formats import Formats, percent
from samsteg.web.list_address import one_of, question, search_in
from samsteg.web.participants.tables import Cell, Chip, Heading
from samsteg.web.participants.words import word

# What a mark looks like in a table of many, and its colour where it stands alone.
SIGNS = {
    Mark.PRESENT: "\u2713",
    Mark.DIGITAL: "D",
    Mark.CAME_BY: "+",
    Mark.EXCUSED: "A",
    Mark.ABSENT: "\u2013",
}
STATE_WORDS: dict[SessionState, object] = {
    SessionState.PLANNED: SessionState.PLANNED.label,
    SessionState.MOVED: gettext_lazy("Has been moved"),
    SessionState.HELD: gettext_lazy("Has been held"),
    SessionState.CANCELLED: gettext_lazy("Has been cancelled"),
}
STATE_TAGS = {SessionState.CANCELLED: "bad", SessionState.MOVED: "warn", SessionState.HELD: "ok"}


class Shown(StrEnum):
    NOW = "now"
    LOW = "low"
    NEXT = "next"
    ENDED = "ended"


class Order(StrEnum):
    NAME = "name"
    KIND = "kind"
    NEXT = "next"
    MEMBERS = "members"


CHIPS: dict[Shown, object] = {
    Shown.NOW: gettext_lazy("All"),
    Shown.LOW: Threshold.LOW.label,
    Shown.NEXT: Threshold.NEXT_STEP.label,
    Shown.ENDED: gettext_lazy("Have ended"),
}
COLUMNS: tuple[tuple[Order, object], ...] = (
    (Order.NAME, gettext_lazy("Group")),
    (Order.KIND, gettext_lazy("Kind")),
    (Order.NEXT, gettext_lazy("Next time")),
    (Order.MEMBERS, gettext_lazy("In the group")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    shown: Shown = Shown.NOW
    order: Order = Order.NAME
    descending: bool = False
    search: str = ""

    def query(self, **changes: object) -> str:
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "visa": "" if state.shown is Shown.NOW else state.shown.value,
            "ordna": "" if state.order is Order.NAME else state.order.value,
            "fallande": "1" if state.descending else "",
            "q": state.search,
        }
        return question(said)


def state_of(data: Mapping[str, str]) -> ListState:
    """What can't be understood is as usual."""
    return ListState(
        shown=one_of(Shown, data.get("visa"), Shown.NOW),
        order=one_of(Order, data.get("ordna"), Order.NAME),
        descending=data.get("fallande") == "1",
        search=search_in(data.get("q")),
    )


@dataclass(frozen=True, slots=True)
class GroupRow:
    group_id: int
    name: str
    host: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    sentence: str
    chips: tuple[Chip, ...]
    headings: tuple[Heading, ...]
    rows: tuple[GroupRow, ...]


def chosen(state: ListState, found: GroupsInShort) -> list[Group]:
    """The rows of the filter and the search, in the order asked for."""
    rows = [one for one in found.groups if _is_shown(one, state.shown, found.today)]
    if state.search:
        wanted = state.search.casefold().split()
        rows = [one for one in rows if all(part in _searched(one) for part in wanted)]
    keys: dict[Order, Callable[[Group], Any]] = {
        Order.NAME: lambda one: swedish_order(one.name),
        Order.KIND: lambda one: swedish_order(str(GroupKind(one.kind).label)),
        Order.NEXT: lambda one: str(found.next_on.get(one.pk, dt.date.max)),
        Order.MEMBERS: lambda one: found.taken(one.pk),
    }
    rows.sort(key=keys[state.order])
    return rows[::-1] if state.descending else rows


def _searched(group: Group) -> str:
    return f"{group.name} {GroupKind(group.kind).label} {group.purpose} {group.place}".casefold()


def _is_shown(group: Group, shown: Shown, today: dt.date) -> bool:
    ended = group.ended_on is not None and group.ended_on <= today
    if ended or shown is Shown.ENDED:
        return ended and shown is Shown.ENDED
    wanted = {Shown.LOW: Threshold.LOW, Shown.NEXT: Threshold.NEXT_STEP}.get(shown)
    return wanted is None or group.threshold == wanted


def list_view(state: ListState, found: GroupsInShort, missing: int) -> ListView:
    counts = {one: len(chosen(replace(state, shown=one), found)) for one in Shown}
    return ListView(
        sentence=_sentence(counts[Shown.NOW], missing),
        chips=tuple(
            Chip(str(label), counts[one], state.query(shown=one), one is state.shown)
            for one, label in CHIPS.items()
        ),
        headings=tuple(_heading(state, order, str(label)) for order, label in COLUMNS),
        rows=tuple(_row(one, found) for one in chosen(state, found)),
    )


def _sentence(count: int, missing: int) -> str:
    said = ngettext("%(n)d group is held now", "%(n)d groups are held now", count) % {"n": count}
    if not missing:
        return _("%(groups)s, and every roll call is done.") % {"groups": said}
    rest = ngettext("%(n)d roll call is missing", "%(n)d roll calls are missing", missing) % {"n": missing}
    return _("%(groups)s, and %(rest)s.") % {"groups": said, "rest": rest}


def _heading(state: ListState, order: Order, label: str) -> Heading:
    if state.order is not order:
        return Heading(label, "", state.query(order=order, descending=False))
    return Heading(
        label,
        "descending" if state.descending else "ascending",
        state.query(descending=not state.descending),
    )


def cells(group: Group, found: GroupsInShort) -> dict[Order, str]:
    members = str(found.taken(group.pk))
    if group.capacity:
        members = _("%(count)s of %(places)d") % {"count": members, "places": group.capacity}
    if others := found.others.get(group.pk):
        members = _("%(members)s, of them %(n)d of other teams") % {"members": members, "n": others}
    return {
        Order.NAME: group.name,
        Order.KIND: ", ".join([word(GroupKind, group.kind), word(Threshold, group.threshold).lower()]),
        Order.NEXT: str(found.next_on.get(group.pk, "")),
        Order.MEMBERS: members if group.joining == Joining.MEMBERS else _("Drop-in, %(n)s") % {"n": members},
    }


def _row(group: Group, found: GroupsInShort) -> GroupRow:
    texts = cells(group, found)
    host = group.team.name if group.team_id != found.team_id else ""
    return GroupRow(
        group.pk,
        group.name,
        host,
        tuple(Cell(str(label), texts[order]) for order, label in COLUMNS if order is not Order.NAME),
    )


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list. `lacks`: it has been, and nothing is noted."""

    series: object
    on_day: dt.date
    weekday: str
    times: str
    state: str
    tag: str
    meta: str
    is_cancelled: bool
    lacks: bool


def session_line(one: SessionDay, today: dt.date) -> SessionLine:
    lacks = one.lacks_roll_call(today)
    parts = [one.about]
    if one.moved_from_on:
        parts.append(_("moved from %(day)s") % {"day": one.moved_from_on})
    if one.is_cancelled:
        parts.append(why_words(one))
    if one.marks:
        parts.append(ngettext("%(n)d marked", "%(n)d marked", one.marks) % {"n": one.marks})
    return SessionLine(
        series=one.series,
        on_day=one.on_day,
        weekday=weekday(one.on_day),
        times=times(one),
        state=_("Roll call missing") if lacks else str(STATE_WORDS[one.state]),
        tag="warn" if lacks else STATE_TAGS.get(one.state, ""),
        meta=" \u00b7 ".join(part for part in parts if part),
        is_cancelled=one.is_cancelled,
        lacks=lacks,
    )


def half_words(half: Mapping[uuid.UUID, tuple[int, int]], one: SessionDay) -> str:
    """How far a roll call has come that was begun; empty for others."""
    if one.series not in half:
        return ""
    done, of_all = half[one.series]
    return _("%(done)d of %(all)d marked") % {"done": done, "all": of_all}


def weekday(day: dt.date) -> str:
    """Saturdays and Sundays too: a group may have a day of its own then."""
    return weekday_of(day.isoweekday())


def weekday_of(number: int) -> str:
    """1 is Monday."""
    return str(Weekday(number).label) if number in Weekday.values else capfirst(WEEKDAYS[number - 1])


def times(one: SessionDay) -> str:
    return f"{one.starts_at:%H.%M}\u2013{one.ends_at:%H.%M}"


def why_words(one: SessionDay) -> str:
    if not one.reason:
        return ""
    return _("%(why)s, decided by %(who)s") % {
        "why": word(ChangeReason, one.reason).lower(),
        "who": word(DecidedBy, one.decided_by),
    }


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the roll call's form. `typed`: what the sender chose, where it hasn't been saved."""

    person_id: int
    title: str
    meta: str
    mark: str
    mark_id: int
    conflict: str = ""


def roll_lines(
    rows: Sequence[RollRow],
    typed: Mapping[int, str],
    conflicts: Iterable[MarkConflict],
    names: Mapping[int, str],
    reader_id: int,
) -> tuple[RollLine, ...]:
    """`names`: of those who have marked."""
    against = {one.person_id: one for one in conflicts}
    others = {user_id: name for user_id, name in names.items() if user_id != reader_id}
    return tuple(
        _roll_line(one, typed, against.get(one.person_id), names, _saved_words(one, others)) for one in rows
    )


def _roll_line(
    one: RollRow,
    typed: Mapping[int, str],
    conflict: MarkConflict | None,
    names: Mapping[int, str],
    saved: str,
) -> RollLine:
    if one.last_on is not None:
        meta = _("Last here %(day)s") % {"day": one.last_on}
    else:
        meta = _("First time") if one.is_member else ""
    parts = ["" if one.is_member else _("Not in the group"), meta, saved]
    meta = " \u00b7 ".join(part for part in parts if part)
    said = conflict_words(conflict, names) if conflict is not None else ""
    return RollLine(
        one.person_id, one.person.title, meta, typed.get(one.person_id, one.mark), one.mark_id, said
    )


def conflict_words(one: MarkConflict, names: Mapping[int, str]) -> str:
    """What stands beside what was chosen."""
    return _(
        "%(who)s has marked \u201d%(now)s\u201d %(when)s. You chose \u201d%(yours)s\u201d."
        " Choose what is right, and save."
    ) % {
        "who": names.get(one.by_id or 0, _("Somebody else")),
        "now": word(Mark, one.now) or _("nothing"),
        "when": f"{timezone.localtime(one.at):%H.%M}" if one.at else "",
        "yours": word(Mark, one.asked) or _("nothing"),
    }


def _saved_words(one: RollRow, names: Mapping[int, str]) -> str:
    """When the mark was saved, and by whom when it wasn't the reader; of earlier days nothing."""
    if one.at is None or (at := timezone.localtime(one.at)).date() != timezone.localdate():
        return ""
    when = f"{at:%H.%M}"
    who = names.get(one.by_id or 0, "").partition(" ")[0]
    return (
        _("saved %(when)s, %(who)s") % {"when": when, "who": who}
        if who
        else _("saved %(when)s") % {"when": when}
    )


def done_words(rows: Sequence[RollRow]) -> tuple[int, int]:
    """How many are marked, of how many."""
    return sum(bool(one.mark) for one in rows), len(rows)


def came_words(came: Came) -> str:
    """Empty for never expected."""
    return _("%(came)d of %(all)d") % {"came": came.came, "all": came.expected} if came.expected else ""


def share_words(came: Came) -> str:
    """Empty where nobody was expected."""
    return "" if came.share is None else percent(came.share, Formats())


def counts_of(marks: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Each mark with how many times, in the order of the marks; those that are none are left out."""
    found = Counter(marks)
    return tuple((str(mark.label), found[mark.value]) for mark in Mark if found[mark.value])


def marks_offered(day: SessionDay, standing: Iterable[str]) -> list[Mark]:
    """At a drop-in nobody is expected, so nobody is away from it; a mark that stands there is shown."""
    keeps = day.joining is not Joining.DROP_IN or Mark.ABSENT.value in set(standing)
    return [mark for mark in Mark if keeps or mark is not Mark.ABSENT]
