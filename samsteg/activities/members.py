"""Who is in a group: put in, taken out, gone on to the next. Facts dated twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.enums import LeaveReason
from samsteg.activities.following import follow_stays
from samsteg.activities.joining import check_joining, still_gone
from samsteg.activities.models import Group, GroupMembership
from samsteg.activities.opened import open_groups
from samsteg.activities.places import first_full_day, is_shared, lock_places
from samsteg.activities.refusing import GroupRefused, NeedsTick
from samsteg.activities.services import ACT
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.own_ids import find_for_staff

PUT_BACK_WITHIN: Final = dt.timedelta(days=60)


@transaction.atomic
def put_in(
    *,
    actor: Actor,
    team: Team,
    group_id: int,
    person_id: int,
    joined_on: dt.date | None = None,
    over_capacity: bool = False,
) -> GroupMembership:
    """Raises PermissionRefused, NotVisible, GroupRefused; NeedsTick when every place is taken."""
    group = _open_group(actor, team, group_id)
    find_for_staff(actor, team, person_id)
    day = joined_on or timezone.localdate()
    if group.ended_on is not None and group.ended_on <= day:
        raise GroupRefused(_("The group has ended. Choose another."), "group")
    check_joining(team, person_id, day)
    moment = learning_moment(team.pk)
    _refuse_twice(team, group, person_id, day)
    _check_places(team, group, day, over_capacity)
    row = GroupMembership(
        team=team,
        host_id=group.team_id,
        group=group,
        person_id=person_id,
        joined_on=day,
        recorded_at=moment,
        recorded_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise GroupRefused(_already(group), "person") from error
    return _held(actor, team, row.series)


@transaction.atomic
def put_in_several(
    *,
    actor: Actor,
    team: Team,
    group_id: int,
    person_ids: Collection[int],
    joined_on: dt.date | None = None,
    over_capacity: bool = False,
) -> list[int]:
    """All of them or none; who is already there, or comes in later, stays as before. Returns who came in, at least one.

    Raises as `put_in`.
    """
    group = _open_group(actor, team, group_id)
    day = joined_on or timezone.localdate()
    new = [one for one in dict.fromkeys(person_ids) if _held_from(team, group, one, day) is None]
    if not new:
        raise GroupRefused(_already(group), "person")
    for person_id in new:
        put_in(
            actor=actor,
            team=team,
            group_id=group_id,
            person_id=person_id,
            joined_on=day,
            over_capacity=over_capacity,
        )
    return new


@transaction.atomic
def take_out(
    *,
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    left_on: dt.date,
    reason: str,
    left_for: Group | None = None,
) -> GroupMembership:
    """In the group up to the day, which is the first without. Raises PermissionRefused, NotVisible, GroupRefused."""
    require(actor, ACT, team)
    moment = learning_moment(team.pk)
    now = _current(actor, team, series)
    if reason not in LeaveReason.values:
        raise GroupRefused(_("Choose why."), "reason")
    if left_on < now.joined_on:
        raise GroupRefused(
            _("Came into the group on %(day)s. Write that day or a later one.") % {"day": now.joined_on},
            "left_on",
        )
    return _next(actor, now, moment, left_on=left_on, leave_reason=reason, left_for=left_for)


@transaction.atomic
def put_back(*, actor: Actor, team: Team, series: uuid.UUID, over_capacity: bool = False) -> GroupMembership:
    """Taken out by mistake: in the group as before; the leaving stays in the history.

    Raises PermissionRefused, NotVisible, GroupRefused for one that is long ago, for a group that has ended and for who
    has left the team; NeedsTick when somebody else has been given the last place since.
    """
    require(actor, ACT, team)
    moment = learning_moment(team.pk)
    now = _current(actor, team, series)
    if now.left_on is None:
        return now
    today = timezone.localdate()
    if now.left_on < today - PUT_BACK_WITHIN:
        raise GroupRefused(
            _("Left the group %(day)s, more than 60 days ago. Put the participant in from a new day instead.")
            % {"day": now.left_on}
        )
    if now.group.ended_on is not None and now.group.ended_on <= today:
        raise GroupRefused(_("The group has ended. Choose another."))
    _refuse_twice(team, now.group, now.person_id, now.left_on, but=now.series)
    left_on = now.left_on
    _check_places(team, now.group, left_on, over_capacity)
    _next(actor, now, moment, left_on=None, leave_reason="", left_for=None)
    held = _held(actor, team, series)
    if held.left_on is not None and held.left_on <= max(today, left_on):
        if held.leave_reason == LeaveReason.GROUP_ENDED:
            raise GroupRefused(_("The group ends %(day)s. Choose another.") % {"day": held.left_on})
        raise GroupRefused(still_gone(team, held.person_id, held.left_on - dt.timedelta(days=1)))
    return held


@transaction.atomic
def move_on(
    *,
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    to_group_id: int,
    on_day: dt.date | None = None,
    over_capacity: bool = False,
) -> GroupMembership:
    """From one group to the next on a day; the new membership. Raises as `put_in` and `take_out`."""
    day = on_day or timezone.localdate()
    target = _open_group(actor, team, to_group_id)
    left = take_out(
        actor=actor, team=team, series=series, left_on=day, reason=LeaveReason.NEXT_GROUP, left_for=target
    )
    if left.group_id == to_group_id:
        raise GroupRefused(_("Choose another group than the one the participant is in."), "group")
    return put_in(
        actor=actor,
        team=team,
        group_id=to_group_id,
        person_id=left.person_id,
        joined_on=day,
        over_capacity=over_capacity,
    )


def _open_group(actor: Actor, team: Team, group_id: int) -> Group:
    require(actor, ACT, team)
    group = open_groups(actor, team).filter(pk=group_id).first()
    if group is None:
        raise NotVisible
    return group


def _current(actor: Actor, team: Team, series: uuid.UUID) -> GroupMembership:
    rows = GroupMembership.objects.in_team(team.pk).open_to(actor).current()
    now = rows.select_related("group").filter(series=series).first()
    if now is None:
        raise NotVisible
    return now


def _held(actor: Actor, team: Team, series: uuid.UUID) -> GroupMembership:
    """What has been written, up to the day that the stay ends, where it does."""
    follow_stays(team, actor.user_id)
    return GroupMembership.objects.in_team(team.pk).current().select_related("group").get(series=series)


def _next(actor: Actor, now: GroupMembership, moment: dt.datetime, **changed: object) -> GroupMembership:
    GroupMembership.objects.filter(pk=now.pk).update(superseded_at=moment)
    now.pk, now.version = None, now.version + 1
    now.recorded_at, now.recorded_by_id = moment, actor.user_id
    for name, value in changed.items():
        setattr(now, name, value)
    now.save(force_insert=True)
    return now


def _refuse_twice(
    team: Team, group: Group, person_id: int, day: dt.date, but: uuid.UUID | None = None
) -> None:
    held = _held_from(team, group, person_id, day, but)
    if held is not None and held > day:
        raise GroupRefused(
            _("Comes into %(group)s on %(day)s. To begin earlier, go on from that first.")
            % {"group": group.name, "day": held},
            "person",
        )
    if held is not None:
        raise GroupRefused(_already(group), "person")


def _held_from(
    team: Team, group: Group, person_id: int, day: dt.date, but: uuid.UUID | None = None
) -> dt.date | None:
    """Since when the person is in the group that day or later, in another membership than `but`."""
    rows = GroupMembership.objects.in_team(team.pk).current().filter(group=group, person_id=person_id)
    open_ = rows.filter(Q(left_on__isnull=True) | (Q(left_on__gt=day) & Q(left_on__gt=F("joined_on"))))
    same = open_.exclude(leave_reason=LeaveReason.MISTAKE).order_by("joined_on")
    return (same.exclude(series=but) if but else same).values_list("joined_on", flat=True).first()


def _already(group: Group) -> str:
    return _("Is already in %(group)s.") % {"group": group.name}


def _check_places(team: Team, group: Group, day: dt.date, over_capacity: bool) -> None:
    if group.capacity is None or over_capacity:
        return
    if is_shared(team, group):
        lock_places(group)
    full = first_full_day(team, group, day)
    if full is None:
        return
    says = (
        _(
            "All %(count)d places in %(group)s are taken. Tick that one more can come, or choose another group."
        )
        if full == day
        else _(
            "All %(count)d places in %(group)s are taken from %(day)s. Tick that one more can come, or choose "
            "another group."
        )
    )
    raise NeedsTick(says % {"count": group.capacity, "group": group.name, "day": full}, "over_capacity")
