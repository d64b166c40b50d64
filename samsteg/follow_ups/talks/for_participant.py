"""The next talk, as the participant is told of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.protection import protection_of
from samsteg.core.actor import Participant
from samsteg.core.wall_clock import wall_clock
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.models import Talk
from samsteg.follow_ups.talks.services import opened_booking
from samsteg.organisation.models import Team
from samsteg.people.vault import vaults_of


@dataclass(frozen=True, slots=True)
class NextTalk:
    series: uuid.UUID
    on: dt.date
    at: dt.time
    until: dt.time
    form: str
    place: str


def next_talk_for(who: Participant) -> NextTalk | None:
    """The first one booked that isn't over. Within `core.context.own_page`; the caller logs the read."""
    row = _ahead(who.team_id, who.person_id).first()
    if row is None:
        return None
    vault = vaults_of(who.team_id, [who.person_id]).get(who.person_id) if row.place_cipher else None
    hides_place = protection_of(who.team_id, who.person_id) is not None
    place = "" if hides_place else opened_booking(row, vault).place
    return NextTalk(row.series, row.on_day, row.starts_at, row.ends_at, row.form, place)


def talk_ahead(team: Team, person_id: int) -> tuple[uuid.UUID, dt.date, dt.time] | None:
    """The next talk that a participant could be unable to come to. The caller has entered the person."""
    return _ahead(team.pk, person_id).values_list("series", "on_day", "starts_at").first()


def talks_among(team: Team, person_id: int, series: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of the meetings are talks. The caller has entered the person."""
    if not series:
        return frozenset()
    rows = Talk.objects.filter(team=team, person_id=person_id, series__in=series)
    return frozenset(rows.values_list("series", flat=True))


def _ahead(team_id: int, person_id: int) -> QuerySet[Talk]:
    rows = Talk.objects.filter(
        team_id=team_id, person_id=person_id, state=TalkState.BOOKED, on_day__gte=timezone.localdate()
    )
    ahead = rows.alias(over=wall_clock("on_day", "ends_at")).filter(over__gt=timezone.now())
    return ahead.order_by("on_day", "starts_at", "pk")
