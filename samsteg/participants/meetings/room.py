"""Starting and ending a team meeting, and who is in the room: what is shown follows from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Role
from samsteg.access.policies import require
from samsteg.access.present import Member, members_of
from samsteg.accounts.names import names_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.meetings.models import MeetingDecision, MeetingPresence, TeamMeeting
from samsteg.participants.meetings.records import Present, Room, goes_on
from samsteg.participants.note_rules import tidied

ACT = "meetings.lead"
LONGEST = 80
EARLIEST = dt.timedelta(days=31)
MAIN_ROLES = (Role.TEAM_LEAD, Role.COACH, Role.REPRESENTATIVE)


class MeetingRefused(Refused):
    """`field` names what to mend; empty when it is about the meeting itself."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def start_meeting(
    *,
    actor: Actor,
    team: Team,
    held_on: dt.date,
    user_ids: Collection[int],
    digital_ids: Collection[int] = (),
) -> TeamMeeting:
    """Opens a meeting with these members and the actor in the room. One that is open already is joined instead.

    A meeting that was never ended is ended first, as it stood. Raises PermissionRefused, MeetingRefused.
    """
    require(actor, ACT, team)
    moment = learning_moment(team.pk)
    today = timezone.localdate()
    if not today - EARLIEST <= held_on <= today:
        raise MeetingRefused(_("Write today's day, or one within the last month."), "held_on")
    meeting = TeamMeeting.objects.filter(team=team, ended_at__isnull=True).first()
    if meeting is not None and not goes_on(meeting):
        _close(meeting, actor, _last_moment(meeting))
        meeting = None
    if meeting is None:
        meeting = TeamMeeting.objects.create(
            team=team, held_on=held_on, started_at=moment, started_by_id=actor.user_id
        )
    for user_id, member in members_of(team, {*user_ids, actor.user_id}).items():
        _join(meeting, member, moment, is_digital=user_id in digital_ids)
    return meeting


def _last_moment(meeting: TeamMeeting) -> dt.datetime:
    """The last that is known of a meeting that nobody ended."""
    of_room = meeting.presences.aggregate(joined=Max("joined_at"), left=Max("left_at"))
    written = MeetingDecision.objects.filter(meeting=meeting).aggregate(at=Max("recorded_at"))["at"]
    known = (meeting.started_at, of_room["joined"], of_room["left"], written)
    return max(one for one in known if one is not None)


def _join(meeting: TeamMeeting, member: Member, moment: dt.datetime, *, is_digital: bool) -> None:
    role = next((one for one in MAIN_ROLES if one in member.roles), "")
    MeetingPresence.objects.bulk_create(
        [
            MeetingPresence(
                team_id=meeting.team_id,
                meeting=meeting,
                user_id=member.actor.user_id,
                role=role,
                authority_ids=sorted(member.actor.authorities.get(meeting.team_id, ())),
                is_digital=is_digital,
                joined_at=moment,
            )
        ],
        ignore_conflicts=True,  # who is there already stays as noted
    )


@transaction.atomic
def add_member(*, actor: Actor, team: Team, meeting_id: int, user_id: int, is_digital: bool) -> None:
    """Somebody of the team comes in. Raises NotVisible, PermissionRefused, MeetingRefused."""
    meeting, moment = _open(actor, team, meeting_id)
    member = members_of(team, [user_id]).get(user_id)
    if member is None:
        raise MeetingRefused(_("Choose somebody who has a role in the team today."), "user_id")
    _join(meeting, member, moment, is_digital=is_digital)


@transaction.atomic
def add_guest(
    *, actor: Actor, team: Team, meeting_id: int, name: str, organisation: str, is_digital: bool
) -> None:
    """A guest comes in; from then on nobody is shown until the guest has left. Raises as `add_member`."""
    meeting, moment = _open(actor, team, meeting_id)
    told = {"name": " ".join(tidied(name).split()), "organisation": " ".join(tidied(organisation).split())}
    if not told["name"]:
        raise MeetingRefused(_("Write the guest's name."), "name")
    for field, text in told.items():
        if len(text) > LONGEST:
            raise MeetingRefused(_("Write at most %(count)d letters.") % {"count": LONGEST}, field)
    known = meeting.presences.filter(
        guest_name=told["name"], guest_organisation=told["organisation"], left_at__isnull=True
    )
    if not known.exists():
        MeetingPresence.objects.create(
            team=team,
            meeting=meeting,
            guest_name=told["name"],
            guest_organisation=told["organisation"],
            is_digital=is_digital,
            joined_at=moment,
        )


@transaction.atomic
def leave(*, actor: Actor, team: Team, meeting_id: int, presence_id: int) -> None:
    """Somebody goes out. Who has left already has left. Raises NotVisible, PermissionRefused, MeetingRefused."""
    meeting, moment = _open(actor, team, meeting_id)
    row = meeting.presences.filter(pk=presence_id).first()
    if row is None:
        raise NotVisible
    if row.left_at is None:
        row.left_at = moment
        row.save(update_fields=["left_at"])


@transaction.atomic
def end_meeting(*, actor: Actor, team: Team, meeting_id: int) -> None:
    """Everybody leaves. A meeting that has ended stays as it is. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    moment = learning_moment(team.pk)
    meeting = _meeting(team, meeting_id)
    if meeting.ended_at is None:
        _close(meeting, actor, moment if goes_on(meeting) else _last_moment(meeting))


@transaction.atomic
def open_again(*, actor: Actor, team: Team, meeting_id: int) -> None:
    """For a meeting of today that was ended by mistake: those who were there last are there again.

    Raises NotVisible, PermissionRefused, MeetingRefused.
    """
    require(actor, ACT, team)
    learning_moment(team.pk)
    meeting = _meeting(team, meeting_id)
    if meeting.ended_at is None:
        return
    if timezone.localdate(meeting.ended_at) != timezone.localdate():
        raise MeetingRefused(_("A meeting can be opened again on its own day. Start a new one."))
    if TeamMeeting.objects.filter(team=team, ended_at__isnull=True).exists():
        raise MeetingRefused(_("Another meeting has started. End it first."))
    meeting.presences.filter(left_at=meeting.ended_at).update(left_at=None)
    meeting.ended_at = meeting.ended_by_id = None
    meeting.save(update_fields=["ended_at", "ended_by_id"])


def _close(meeting: TeamMeeting, actor: Actor, moment: dt.datetime) -> None:
    meeting.presences.filter(left_at__isnull=True).update(left_at=moment)
    meeting.ended_at, meeting.ended_by_id = moment, actor.user_id
    meeting.save(update_fields=["ended_at", "ended_by_id"])


def _open(actor: Actor, team: Team, meeting_id: int) -> tuple[TeamMeeting, dt.datetime]:
    """The meeting, with the team locked. Raises NotVisible, PermissionRefused, MeetingRefused."""
    require(actor, ACT, team)
    moment = learning_moment(team.pk)
    meeting = _meeting(team, meeting_id)
    if not goes_on(meeting):
        raise MeetingRefused(_("The meeting has ended. Start a new one, or open it again on its own day."))
    return meeting, moment


def _meeting(team: Team, meeting_id: int) -> TeamMeeting:
    """Raises NotVisible."""
    found = TeamMeeting.objects.filter(team=team, pk=meeting_id).first()
    if found is None:
        raise NotVisible
    return found


def open_meeting(team: Team) -> TeamMeeting | None:
    """The one that goes on today."""
    found = TeamMeeting.objects.filter(team=team, ended_at__isnull=True).first()
    return found if found and goes_on(found) else None


def room_of(actor: Actor, team: Team, meeting_id: int) -> Room:
    """Raises NotVisible, PermissionRefused."""
    require(actor, "meetings.view", team)
    meeting = _meeting(team, meeting_id)
    rows = list(meeting.presences.order_by("joined_at", "pk"))
    ids = {row.user_id for row in rows if row.user_id is not None}
    members, names = members_of(team, ids), names_of(ids)
    everybody = [
        Present(
            row, names.get(row.user_id, "") if row.user_id else row.guest_name, members.get(row.user_id or 0)
        )
        for row in rows
    ]
    present = tuple(one for one in everybody if one.row.left_at is None)
    left = tuple(one for one in everybody if one.row.left_at is not None)
    return Room(meeting, present, left, actor.user_id)
