"""The next meeting, as the participant is told of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from samsteg.access.protection import protection_of
from samsteg.core.actor import Participant
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.querysets import FollowUpQuerySet
from samsteg.follow_ups.services import opened_booking
from samsteg.organisation.models import Team
from samsteg.people.vault import vaults_of


@dataclass(frozen=True, slots=True)
class NextMeeting:
    series: uuid.UUID
    on: dt.date
    at: dt.time | None
    form: str
    place: str


def next_meeting_for(who: Participant) -> NextMeeting | None:
    """The first one booked from today on. Within `core.context.own_page`; the caller logs the read."""
    row = _ahead(who.team_id, who.person_id).first()
    if row is None:
        return None
    vault = vaults_of(who.team_id, [who.person_id]).get(who.person_id)
    hides_place = protection_of(who.team_id, who.person_id) is not None
    place = "" if hides_place else opened_booking(row, vault).place
    return NextMeeting(row.series, row.meeting_on, row.meeting_at, row.form, place)


def meeting_ahead(team: Team, person_id: int) -> tuple[uuid.UUID, dt.date, dt.time | None] | None:
    """The next meeting that a participant could be unable to come to. The caller has entered the person."""
    return _ahead(team.pk, person_id).values_list("series", "meeting_on", "meeting_at").first()


def _ahead(team_id: int, person_id: int) -> FollowUpQuerySet[FollowUp]:
    rows = FollowUp.objects.current().filter(
        team_id=team_id,
        person_id=person_id,
        state=FollowUpState.BOOKED,
        meeting_on__gte=timezone.localdate(),
    )
    return rows.order_by("meeting_on", "meeting_at", "pk")
