"""How many places of a group are taken, also by participants of other teams that it is held together with."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Q

from samsteg.activities.models import Group, GroupMembership, GroupShare
from samsteg.organisation.models import Team

ASK = "SELECT samsteg_places_of_others(%s, %s, %s)"


def places_taken(team: Team, group: Group, day: dt.date) -> int:
    """That day. Protected persons are apart: no list may tell of them."""
    rows = GroupMembership.objects.in_team(team.pk).current().filter(group=group, joined_on__lte=day)
    open_ = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=day)).unprotected()
    return open_.values("person_id").distinct().count() + places_of_others(team, group, day)


def places_of_others(team: Team, group: Group, day: dt.date) -> int:
    """By other teams' participants: a number is all that the database gives, and only to staff of a team that is in."""
    if (
        group.team_id == team.pk
        and not GroupShare.objects.filter(group=group, partner__isnull=False).exists()
    ):
        return 0
    return others_in(team, group, day)


def others_in(team: Team, group: Group, day: dt.date) -> int:
    """As `places_of_others`, of a group that is known to be held together."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [team.pk, group.pk, day])
        (count,) = cursor.fetchone()
    return int(count or 0)
