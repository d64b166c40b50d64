"""Groups, whom they are held with, who leads them, and the days when the team is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.staff import staff_of
from samsteg.activities.enums import GroupKind, Joining, PlaceKind, Threshold
from samsteg.activities.models import Group, GroupShare, Leader
from samsteg.activities.records import GroupValues, LeaderValues
from samsteg.activities.refusing import GroupRefused, StaleGroup
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants

ACT: Final = "activities.write"
LONGEST: Final = {"name": 80, "purpose": 500, "place": 300}
MOST_PLACES: Final = 200


def save_group(
    *, actor: Actor, team: Team, values: GroupValues, group_id: int | None = None, expected_version: int = 0
) -> Group:
    """A new group, or what is said of one. Raises PermissionRefused, NotVisible, GroupRefused, StaleGroup."""
    require(actor, ACT, team)
    values = _checked(team, values, group_id)
    _refuse_names(actor, team, values)
    with transaction.atomic():
        row = Group(team=team) if group_id is None else own_group(actor, team, group_id, lock=True)
        if group_id is not None and row.version != expected_version:
            raise StaleGroup(
                _("Somebody else has changed the group since you opened it. What you typed is kept. Compare.")
            )
        if group_id is not None and _said(row) == values:
            return row
        for name, value in asdict(values).items():
            setattr(row, name, value)
        row.updated_by_id = actor.user_id
        row.version = expected_version + 1
        save_named(row)
    return row


def _said(row: Group) -> GroupValues:
    return GroupValues(**{name: getattr(row, name) for name in GroupValues.__slots__})


def save_named(row: Group) -> None:
    """Raises GroupRefused when another group that is held has the name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "activities_group_name_once" not in str(error):
            raise
        raise GroupRefused(
            _("The team has a group with that name. Write another, or open that one."), "name"
        ) from error


def _checked(team: Team, values: GroupValues, group_id: int | None) -> GroupValues:
    texts = {name: " ".join(str(getattr(values, name)).split()) for name in LONGEST}
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise GroupRefused(_("Write at most %(most)d characters.") % {"most": most}, name)
    if not texts["name"]:
        raise GroupRefused(_("Write what the group is called."), "name")
    choices = {"kind": GroupKind, "threshold": Threshold, "joining": Joining, "place_kind": PlaceKind}
    for name, known in choices.items():
        if getattr(values, name) not in known.values:
            raise GroupRefused(_("Choose one of the list."), name)
    if values.capacity is not None and not 1 <= values.capacity <= MOST_PLACES:
        raise GroupRefused(
            _("Write how many places there are, from 1 to %(most)d, or nothing.") % {"most": MOST_PLACES},
            "capacity",
        )
    _check_next(team, values.follows_into_id, group_id)
    return GroupValues(**(asdict(values) | texts))


def _refuse_names(actor: Actor, team: Team, values: GroupValues) -> None:
    says = _(
        "The text names a participant. Take the name away: the whole team sees the group, and its name is printed "
        "on the week's sheet for the wall."
    )
    texts = {name: str(getattr(values, name)) for name in LONGEST}
    refuse_participants(actor, team, texts, refused=GroupRefused, says=says)


def _check_next(team: Team, next_id: int | None, group_id: int | None) -> None:
    if next_id is None:
        return
    if next_id == group_id or not _standing(team).filter(pk=next_id).exists():
        raise GroupRefused(_("Choose another of the team's groups."), "follows_into_id")


def _standing(team: Team) -> QuerySet[Group]:
    return Group.objects.filter(team=team, withdrawn_at__isnull=True)


def own_group(actor: Actor, team: Team, group_id: int, *, lock: bool = False) -> Group:
    """One that the team itself holds. Raises PermissionRefused, NotVisible."""
    require(actor, ACT, team)
    rows = _standing(team).select_for_update() if lock else _standing(team)
    group = rows.filter(pk=group_id).first()
    if group is None:
        raise NotVisible
    return group


def refuse_ended(group: Group, day: dt.date, field: str = "on_day") -> None:
    """Nothing is planned for a day when the group is no more. Raises GroupRefused."""
    if group.ended_on is not None and group.ended_on <= day:
        raise GroupRefused(
            _("The group has ended: it isn't held from %(day)s on. Choose first that it is held again.")
            % {"day": group.ended_on},
            field,
        )


@transaction.atomic
def share_group(
    *, actor: Actor, team: Team, group_id: int, partner_id: int | None = None, partner_name: str = ""
) -> GroupShare:
    """Held with another team, whose staff then see the group and their own participants in it, or with somebody
    without access. Raises PermissionRefused, NotVisible, GroupRefused.
    """
    group = own_group(actor, team, group_id, lock=True)
    name = " ".join(partner_name.split())[:120]
    if (partner_id is None) == (not name):
        raise GroupRefused(_("Choose a team, or write whom the group is held with."), "partner_name")
    if partner_id is not None and (partner_id == team.pk or not Team.objects.filter(pk=partner_id).exists()):
        raise GroupRefused(_("Choose another team."), "partner")
    held = {"team": team, "group": group, "partner_id": partner_id, "partner_name": name, "ended_on": None}
    known = GroupShare.objects.filter(**held).first()
    return known or GroupShare.objects.create(
        **held, started_on=timezone.localdate(), updated_by_id=actor.user_id
    )


@transaction.atomic
def end_share(*, actor: Actor, team: Team, share_id: int) -> None:
    """From today. The partner keeps what it has noted of its own participants. Raises NotVisible."""
    require(actor, ACT, team)
    row = GroupShare.objects.select_for_update().filter(team=team, pk=share_id, ended_on__isnull=True).first()
    if row is None:
        raise NotVisible
    row.ended_on, row.updated_by_id = timezone.localdate(), actor.user_id
    row.save()


@transaction.atomic
def add_leader(
    *, actor: Actor, team: Team, group_id: int, leader: LeaderValues, started_on: dt.date
) -> Leader:
    """Raises PermissionRefused, NotVisible, GroupRefused. The same leader twice is once."""
    group = own_group(actor, team, group_id, lock=True)
    name, organisation = " ".join(leader.name.split())[:120], " ".join(leader.organisation.split())[:120]
    if (leader.user_id is None) == (not name):
        raise GroupRefused(_("Choose one of the team, or write a name."), "user")
    if leader.user_id is not None and leader.user_id not in {one.user_id for one in staff_of(team.pk)}:
        raise GroupRefused(_("Has no role in the team now. Choose one of the list."), "user")
    held = {"team": team, "group": group, "user_id": leader.user_id, "name": name, "ended_on": None}
    known = Leader.objects.filter(**held).first()
    return known or Leader.objects.create(
        **held, organisation=organisation, started_on=started_on, updated_by_id=actor.user_id
    )


@transaction.atomic
def end_leader(*, actor: Actor, team: Team, leader_id: int, ended_on: dt.date) -> None:
    """Leads up to the day, which is the first without. Raises NotVisible."""
    require(actor, ACT, team)
    row = Leader.objects.select_for_update().filter(team=team, pk=leader_id, ended_on__isnull=True).first()
    if row is None:
        raise NotVisible
    row.ended_on, row.updated_by_id = max(ended_on, row.started_on), actor.user_id
    row.save()
