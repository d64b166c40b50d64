"""Whom a participant's first name may be told to; and what another team tells of its own in a shared group."""

from __future__ import annotations

import datetime as dt

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.activities.models import Group, GroupMembership, GroupShare
from samsteg.activities.opened import held_with
from samsteg.activities.shared_names.models import NameConsent
from samsteg.activities.shared_names.records import FromOthers, Sharing
from samsteg.core.actor import Actor
from samsteg.core.errors import LogUnavailable
from samsteg.organisation.models import Team
from samsteg.people.names import open_name

ASK = "SELECT from_team_id, person_id, key_id, wrapped_key, name_cipher, others FROM samsteg_shared_names(%s, %s, %s)"


def sharings_of(team: Team, person_id: int) -> list[Sharing]:
    """Of the groups that the person is in now, each other team that the group is held with. The caller has seen that
    the person's record is open to the reader.
    """
    today = timezone.localdate()
    in_groups = (
        GroupMembership.objects.in_team(team.pk)
        .current()
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=today), person_id=person_id, joined_on__lte=today)
    )
    groups = Group.objects.filter(
        Q(team_id=team.pk) | held_with(team, "pk"), pk__in=in_groups.values("group_id")
    )
    shares = GroupShare.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today), partner__isnull=False, group__in=groups
    )
    held = shares.select_related("group__team", "partner").order_by("group__name", "pk")
    consents = {
        (row.group_id, row.to_team_id): row
        for row in NameConsent.objects.filter(
            team=team, person_id=person_id, ended_at__isnull=True, valid_to__gt=today
        )
    }
    found = []
    for share in held:
        other = share.partner if share.team_id == team.pk else share.group.team
        if other is None or other.pk == team.pk:
            continue
        row = consents.get((share.group_id, other.pk))
        told = (row.pk, row.signed_on, row.valid_to) if row else (0, None, None)
        found.append(Sharing(share.group_id, share.group.name, other.pk, other.name, *told))
    return found


def names_told(team: Team, person_id: int) -> list[Sharing]:
    """What holds today, by group. Also for the participant's own page, which opens no groups: their names are then
    empty.
    """
    rows = NameConsent.objects.filter(
        team=team, person_id=person_id, ended_at__isnull=True, valid_to__gt=timezone.localdate()
    )
    found = list(rows.select_related("to_team").order_by("pk"))
    groups = dict(Group.objects.filter(pk__in=[row.group_id for row in found]).values_list("pk", "name"))
    return [
        Sharing(
            row.group_id,
            groups.get(row.group_id, ""),
            row.to_team_id,
            row.to_team.name,
            row.pk,
            row.signed_on,
            row.valid_to,
        )
        for row in found
    ]


def from_others(actor: Actor, team: Team, group_id: int, day: dt.date) -> tuple[FromOthers, ...]:
    """Of the other teams in a group that is held together: first names of those who have let this team know them,
    and how many the others are. Never anybody protected. The database writes each read into the log of the person's
    own team, in the same transaction. Raises PermissionRefused, LogUnavailable.
    """
    require(actor, "activities.mark", team)
    try:
        with connection.cursor() as cursor:
            cursor.execute(ASK, [team.pk, group_id, day])
            rows = cursor.fetchall()
    except DatabaseError as fault:
        raise LogUnavailable from fault
    names: dict[int, list[str]] = {}
    others: dict[int, int] = {}
    for from_team_id, person_id, key_id, wrapped, cipher, more in rows:
        first = open_name(person_id, (key_id, wrapped, cipher)).first if person_id is not None else ""
        others[from_team_id] = others.get(from_team_id, 0) + (more if person_id is None else not first)
        names.setdefault(from_team_id, []).extend([first] if first else [])
    teams = dict(Team.objects.filter(pk__in=list(names)).values_list("pk", "name")) if names else {}
    told = (FromOthers(teams[pk], tuple(sorted(names[pk])), others[pk]) for pk in names)
    return tuple(sorted(told, key=lambda one: one.team))
