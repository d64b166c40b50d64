"""A group that is held no more from a day on, and its way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.enums import TO_BE_HELD, SessionState, WithdrawnFor
from samsteg.activities.following import follow_stays
from samsteg.activities.models import Group, GroupSession
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.services import own_group, save_named
from samsteg.activities.withdrawing import bring_back, can_be_held, withdraw
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, learning_moment
from samsteg.organisation.models import Team

FURTHEST_BACK: Final = dt.timedelta(days=366)
FURTHEST_AHEAD: Final = dt.timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Ended:
    """`sessions`: how many were taken out, or came back."""

    group: Group
    sessions: int


@transaction.atomic
def end_group(*, actor: Actor, team: Team, group_id: int, ended_on: dt.date) -> Ended:
    """Held no more from the day on: what has been stays, what was planned from then is taken out, and nobody is in it.
    Twice is once.

    Raises PermissionRefused, NotVisible, GroupRefused when it has been held on the day or later.
    """
    group = own_group(actor, team, group_id, lock=True)
    learning_moment(team.pk)  # locks the team's facts: nobody plans or calls a roll meanwhile
    if group.ended_on == ended_on:
        return Ended(group, 0)
    _check_day(team, group, ended_on)
    back = bring_back(actor, team, can_be_held(taken_out(team, group).filter(on_day__lt=ended_on)))
    out = withdraw(actor, team, planned_from(team, group, ended_on), WithdrawnFor.GROUP_ENDED)
    group.ended_on, group.updated_by_id, group.version = ended_on, actor.user_id, group.version + 1
    group.save()
    follow_stays(team, actor.user_id)
    return Ended(group, out - back)


@transaction.atomic
def begin_again(*, actor: Actor, team: Team, group_id: int) -> Ended:
    """Held again, with what the end took out and who was in it. Days that have passed since the end was written were
    never held, and don't come back.

    Raises PermissionRefused, NotVisible, GroupRefused when another group has the name now.
    """
    group = own_group(actor, team, group_id, lock=True)
    learning_moment(team.pk)
    if group.ended_on is None:
        return Ended(group, 0)
    group.ended_on, group.updated_by_id, group.version = None, actor.user_id, group.version + 1
    save_named(group)
    follow_stays(team, actor.user_id)
    return Ended(group, bring_back(actor, team, can_be_held(taken_out(team, group))))


def follow_ends(*, actor: Actor, team: Team, group_ids: Collection[int], stamp: Stamp) -> None:
    """After a file has said when groups end: what was planned from then is taken out, and what an end took out that no
    more is so comes back, all by the file's own stamp, so that its undo undoes this too. The caller has checked the
    days and holds the team's lock.
    """
    for group in Group.objects.filter(team=team, pk__in=group_ids).order_by("pk"):
        gone = taken_out(team, group)
        if group.ended_on is not None:
            gone = gone.filter(on_day__lt=group.ended_on)
        bring_back(actor, team, can_be_held(gone), stamp)
        if group.ended_on is not None:
            out = planned_from(team, group, group.ended_on)
            withdraw(actor, team, list(out), WithdrawnFor.GROUP_ENDED, stamp)


def back_if_held_again(team: Team) -> dict[int, list[dt.date]]:
    """By group, the days of what its end took out and that would come back if the group were held again."""
    rows = GroupSession.objects.withdrawn().filter(team=team, reason=WithdrawnFor.GROUP_ENDED)
    found: dict[int, list[dt.date]] = {}
    for row in can_be_held(rows.order_by("on_day", "pk")):
        found.setdefault(row.group_id, []).append(row.on_day)
    return found


def planned_from(team: Team, group: Group, day: dt.date) -> QuerySet[GroupSession]:
    """What the end takes out. The caller has seen that the group is the team's own."""
    rows = GroupSession.objects.current().filter(team=team, group=group, on_day__gte=day)
    return rows.filter(state__in=TO_BE_HELD)


def taken_out(team: Team, group: Group) -> QuerySet[GroupSession]:
    """What the end took out."""
    return GroupSession.objects.withdrawn().filter(team=team, group=group, reason=WithdrawnFor.GROUP_ENDED)


def _check_day(team: Team, group: Group, ended_on: dt.date) -> None:
    today = timezone.localdate()
    if not today - FURTHEST_BACK <= ended_on <= today + FURTHEST_AHEAD:
        raise GroupRefused(_("Write a day from a year ago to two years ahead."), "ended_on")
    held = GroupSession.objects.current().filter(team=team, group=group, state=SessionState.HELD)
    last = held.filter(on_day__gte=ended_on).order_by("on_day").values_list("on_day", flat=True).last()
    if last is not None:
        raise GroupRefused(
            _(
                "The group was held %(day)s. Write a later day, or say of that session that it hasn't been held."
            )
            % {"day": last},
            "ended_on",
        )
