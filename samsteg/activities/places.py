"""How many places of a group are taken, also by participants of other teams that it is held together with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from samsteg.activities.joining import FARTHEST_AHEAD
from samsteg.activities.models import Group, GroupMembership, GroupShare
from samsteg.organisation.models import Team

ASK_DAYS: Final = "SELECT d, samsteg_places_of_others(%s, %s, d) FROM unnest(%s::date[]) AS d"
ASK: Final = "SELECT g, samsteg_places_of_others(%s, g, %s) FROM unnest(%s::bigint[]) AS g"
DAY: Final = dt.timedelta(days=1)
PLACES_LOCK: Final = 7_003_122  # first key of the advisory locks, so that they clash with no one else's


def places_taken(team: Team, group: Group, day: dt.date) -> int:
    """That day, seen by the asker or not."""
    return own_places(team, group, day) + places_of_others(team, group, day)


def first_full_day(team: Team, group: Group, day: dt.date) -> dt.date | None:
    """The first day from `day` on when every place is taken, also by who comes in later; None where none is."""
    rows = GroupMembership.objects.in_team(team.pk).current().filter(group=group).unprotected()
    still = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day))
    spans = list(still.values_list("person_id", "joined_on", "left_on"))
    days = {day, *(joined_on for _person, joined_on, _left_on in spans if joined_on > day)}
    others: dict[dt.date, int] = {}
    if is_shared(team, group):  # of others' days the database tells nothing but how many are in on each
        last = timezone.localdate() + FARTHEST_AHEAD
        days |= {day + number * DAY for number in range((last - day).days + 1)}
        others = _others_by_day(team, group, days)
    for one in sorted(days):
        own = {
            who for who, joined_on, left_on in spans if joined_on <= one and (left_on or dt.date.max) > one
        }
        if len(own) + others.get(one, 0) >= (group.capacity or 0):
            return one
    return None


def _others_by_day(team: Team, group: Group, days: Iterable[dt.date]) -> dict[dt.date, int]:
    with connection.cursor() as cursor:
        cursor.execute(ASK_DAYS, [team.pk, group.pk, list(days)])
        return {day: int(count or 0) for day, count in cursor.fetchall()}


def own_places(team: Team, group: Group, day: dt.date) -> int:
    """By the team's own. Protected persons are apart: no list may tell of them."""
    rows = GroupMembership.objects.in_team(team.pk).current().filter(group=group, joined_on__lte=day)
    open_ = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day)).unprotected()
    return open_.values("person_id").distinct().count()


def places_of_others(team: Team, group: Group, day: dt.date) -> int:
    """By other teams' participants: a number is all that the database gives, and only to staff of a team that is in."""
    return others_in_each(team, [group.pk], day).get(group.pk, 0) if is_shared(team, group) else 0


def is_shared(team: Team, group: Group) -> bool:
    """Whether another team has held the group together with the team that holds it: then its places are everybody's."""
    if group.team_id != team.pk:
        return True
    return GroupShare.objects.filter(group=group, partner__isnull=False).exists()


def others_in_each(team: Team, group_ids: Iterable[int], day: dt.date) -> dict[int, int]:
    """As `places_of_others`, by group, of those that are known to be held together. One question at most."""
    wanted = list(group_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ASK, [team.pk, day, wanted])
        return {group_id: int(count or 0) for group_id, count in cursor.fetchall()}


def lock_places(group: Group) -> None:
    """Until the transaction ends nobody else gives a place of the group away: teams that hold a group together lock
    each its own facts, so two of them could both take the last place. Taken after the lock of the team's facts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PLACES_LOCK, group.pk])
