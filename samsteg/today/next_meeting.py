"""The nearest time that is booked with one participant, of whatever kind: for the head of the pages and the own page.

Each app tells of its own; which is the nearest is said here, once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from samsteg.activities.for_participant import next_session_columns, next_sessions_for
from samsteg.core.actor import Actor, Participant
from samsteg.core.kept_questions import KeptRows
from samsteg.follow_ups.for_participant import meeting_ahead, next_meeting_for
from samsteg.follow_ups.selectors import next_meeting_columns
from samsteg.follow_ups.talks.for_participant import next_talk_for, talk_ahead
from samsteg.follow_ups.talks.selectors import next_talk_columns
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.models import Stay
from samsteg.participants.visits.selectors import next_visit_columns, next_visit_for

EARLIEST = dt.time.min


class MeetingKind(StrEnum):
    """In the order in which two at the same time are told."""

    FOLLOW_UP = "follow_up"
    TALK = "talk"
    VISIT = "visit"
    GROUP = "group"


# The columns of a stay that each kind is read from.
COLUMN: Mapping[MeetingKind, str] = {
    MeetingKind.FOLLOW_UP: "next_meeting",
    MeetingKind.TALK: "next_talk",
    MeetingKind.VISIT: "next_visit",
    MeetingKind.GROUP: "next_session",
}
INVITED = "next_invited"  # of a representative: the next follow-up that the own authority is invited to


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """`series` names a talk or a follow-up."""

    kind: MeetingKind
    on: dt.date
    at: dt.time | None
    series: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """As the participant is told. `form` is a code of its kind; `series` names a talk or a follow-up, `group` the group
    that it is a time of.
    """

    kind: MeetingKind
    on: dt.date
    at: dt.time | None
    until: dt.time | None = None
    form: str = ""
    place: str = ""
    series: uuid.UUID | None = None
    group: str = ""
    is_digital: bool = False


def ahead_columns(actor: Actor, team: Team) -> dict[str, Any]:
    """Columns of a stay, for a kept question: what is booked with the person, of each kind the next."""
    return {
        **next_meeting_columns(actor, team),
        **next_talk_columns(team),
        **next_visit_columns(team),
        **next_session_columns(team),
    }


def next_meeting(told: Mapping[str, Any], *, whole: bool) -> NextMeeting | None:
    """The nearest among the values of `ahead_columns`. Who doesn't read the record `whole` is told of follow-ups alone
    to which the own authority is invited.
    """
    if not whole:
        found = [_of(MeetingKind.FOLLOW_UP, told.get(INVITED))]
    else:
        found = [_of(kind, told[column]) for kind, column in COLUMN.items()]
    return min((one for one in found if one), key=_order, default=None)


def next_meeting_of(actor: Actor, team: Team, person_id: int) -> NextMeeting | None:
    """Of one person whose record the actor reads whole; None too for anybody else. The caller logs the read."""
    held = next(iter(_ahead(actor, team, person_id)), None)
    return next_meeting(held, whole=True) if held else None


@KeptRows
def _ahead(actor: Actor, team: Team, person_id: int) -> QuerySet[Any, dict[str, Any]]:
    stays = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    told: Any = stays.annotate(**ahead_columns(actor, team)).order_by(*NEWEST)
    newest: QuerySet[Any, dict[str, Any]] = told.values(*COLUMN.values())[:1]
    return newest


def _of(kind: MeetingKind, said: Mapping[str, Any] | None) -> NextMeeting | None:
    if not said:
        return None
    at, series = said["at"], said.get("series")
    return NextMeeting(
        kind,
        dt.date.fromisoformat(said["on"]),
        dt.time.fromisoformat(at) if at else None,
        uuid.UUID(series) if series else None,
    )


def _order(one: NextMeeting | OwnMeeting) -> tuple[dt.date, dt.time]:
    return one.on, one.at or EARLIEST


def coming_for(who: Participant) -> tuple[OwnMeeting, ...]:
    """The next follow-up, talk and visit, and the next time of each group that one is in: the nearest first.

    Within `core.context.own_page`; the caller logs the read.
    """
    found = (*_alone(who), *_in_groups(who))
    return tuple(sorted(found, key=lambda one: (*_order(one), one.group)))


def _alone(who: Participant) -> Iterator[OwnMeeting]:
    if (one := next_meeting_for(who)) is not None:
        yield OwnMeeting(
            MeetingKind.FOLLOW_UP, one.on, one.at, form=one.form, place=one.place, series=one.series
        )
    if (talk := next_talk_for(who)) is not None:
        yield OwnMeeting(
            MeetingKind.TALK, talk.on, talk.at, talk.until, talk.form, talk.place, series=talk.series
        )
    if (visit := next_visit_for(who)) is not None:
        yield OwnMeeting(MeetingKind.VISIT, visit.on, visit.at, form=visit.form, place=visit.place)


def _in_groups(who: Participant) -> Iterator[OwnMeeting]:
    for one in next_sessions_for(who):
        yield OwnMeeting(
            MeetingKind.GROUP,
            one.on,
            one.starts_at,
            until=one.ends_at,
            place=one.place,
            group=one.group,
            is_digital=one.is_digital,
        )


def to_decline(coming: tuple[OwnMeeting, ...]) -> uuid.UUID | None:
    """The meeting that the participant writes before, or can't come to: the nearest follow-up or talk."""
    return next((one.series for one in coming if one.series), None)


def next_to_decline(team: Team, person_id: int) -> uuid.UUID | None:
    """As `to_decline`, for the staff who make a link. The caller has entered the person."""
    ahead = [one for one in (meeting_ahead(team, person_id), talk_ahead(team, person_id)) if one is not None]
    nearest = min(ahead, key=lambda one: (one[1], one[2] or EARLIEST), default=None)
    return nearest[0] if nearest else None
