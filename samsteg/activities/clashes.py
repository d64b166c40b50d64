"""Two things at once, told and never refused: a group that meets twice, a leader who leads two groups."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.activities.enums import TO_BE_HELD
from samsteg.activities.leading import Leads, leaders_of
from samsteg.activities.models import Group, GroupSession


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time of a day: the end is the first moment after."""

    on_day: dt.date
    starts_at: dt.time
    ends_at: dt.time

    def overlaps(self, other: Slot) -> bool:
        same = self.on_day == other.on_day
        return same and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def times(self) -> str:
        return f"{self.starts_at:%H.%M}\u2013{self.ends_at:%H.%M}"


@dataclass(frozen=True, slots=True)
class Clash:
    """`group` is planned at the time of a slot; `names`: of those who lead both, empty for the same group again."""

    slot: Slot
    other: Slot
    group: str
    names: tuple[str, ...] = ()


def slots_of(rows: Iterable[GroupSession]) -> list[Slot]:
    return [Slot(row.on_day, row.starts_at, row.ends_at) for row in rows]


def coming(group: Group, today: dt.date) -> QuerySet[GroupSession]:
    """What the group is to hold from the day on. The caller has seen that the group is the team's own."""
    return GroupSession.objects.current().filter(
        team_id=group.team_id, group=group, on_day__gte=today, state__in=TO_BE_HELD
    )


def clashes(group: Group, slots: Collection[Slot], *, but: Collection[object] = ()) -> list[Clash]:
    """By day and time. `but`: series that the slots are themselves. Two questions, however many there are."""
    if not slots:
        return []
    days = [slot.on_day for slot in slots]
    rows = GroupSession.objects.current().filter(team_id=group.team_id, state__in=TO_BE_HELD)
    rows = rows.between(min(days), max(days)).exclude(series__in=list(but)).select_related("group")
    by_day: dict[dt.date, list[GroupSession]] = defaultdict(list)
    for row in rows.order_by("on_day", "starts_at", "pk"):
        by_day[row.on_day].append(row)
    leaders = leaders_of({group.pk, *(row.group_id for found in by_day.values() for row in found)})
    return [
        clash
        for slot in sorted(slots)
        for row in by_day[slot.on_day]
        for clash in _clash(group, slot, row, leaders)
    ]


def _clash(group: Group, slot: Slot, row: GroupSession, leaders: dict[int, list[Leads]]) -> Iterator[Clash]:
    other = Slot(row.on_day, row.starts_at, row.ends_at)
    if not slot.overlaps(other):
        return
    if row.group_id == group.pk:
        yield Clash(slot, other, row.group.name)
        return
    ours, theirs = (
        {_who(one): one.name for one in leaders[pk] if one.leads_on(slot.on_day)}
        for pk in (group.pk, row.group_id)
    )
    if both := tuple(sorted(name for who, name in ours.items() if who in theirs)):
        yield Clash(slot, other, row.group.name, both)


def _who(one: Leads) -> object:
    """Somebody without access is known by name and organisation alone."""
    return one.user_id or (one.name.casefold(), one.organisation.casefold())


def clash_words(found: Iterable[Clash]) -> list[str]:
    """A sentence for each other group and those who lead both: the first time, and how many there are."""
    alike: dict[tuple[str, tuple[str, ...]], list[Clash]] = defaultdict(list)
    for one in found:
        alike[one.group, one.names].append(one)
    return [_words(group, names, each) for (group, names), each in alike.items()]


def _words(group: str, names: tuple[str, ...], each: list[Clash]) -> str:
    first = each[0].other
    told = {"group": group, "names": ", ".join(names), "day": first.on_day, "times": first.times}
    said = (
        _("%(names)s also leads %(group)s %(day)s %(times)s, at the same time.")
        if names
        else _("%(group)s has another session %(day)s %(times)s, at the same time.")
    ) % told
    more = len(each) - 1
    if not more:
        return said
    rest = ngettext("So it is on %(n)d more day.", "So it is on %(n)d more days.", more) % {"n": more}
    return f"{said} {rest}"
