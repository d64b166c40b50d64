"""Reading booked talks: one person's, what the next one is likely to be, the day's, and the one to come."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.policies import require
from samsteg.access.protection import possible_staff
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows, moment
from samsteg.core.wall_clock import wall_clock
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.models import Talk
from samsteg.follow_ups.talks.records import OpenTalk, ReadTalk, TalkBooking
from samsteg.follow_ups.talks.rules import WEEK, next_like
from samsteg.follow_ups.talks.services import opened_booking
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.people.names import called, name_beside, names_beside
from samsteg.people.vault import vaults_of

ACT: Final = "follow_ups.list"
MOST: Final = 50
# What the next talk is made after: what has been, or is to be; not what was called off.
STANDING: Final = (TalkState.BOOKED, TalkState.HELD, TalkState.MISSED)


@KeptRows
def _of_person(actor: Actor, team: Team, person_id: int) -> QuerySet[Talk]:
    rows = Talk.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id)
    return rows.exclude(state=TalkState.WITHDRAWN).order_by("-on_day", "-starts_at", "-pk")[:MOST]


def talks_of(actor: Actor, team: Team, person_id: int) -> tuple[ReadTalk, ...]:
    """One person's newest ones, the latest day first. The caller has entered the person and logs."""
    require(actor, ACT, team)
    rows, now = _of_person(actor, team, person_id), timezone.now()
    is_sealed = any(row.place_cipher or row.purpose_cipher for row in rows)
    vault = vaults_of(team.pk, [person_id]).get(person_id) if is_sealed else None
    return tuple(
        ReadTalk(
            series=row.series,
            version=row.version,
            stay_id=row.stay_id,
            state=row.state,
            booking=opened_booking(row, vault),
            changed_by=row.changed_by,
            cancel_reason=row.cancel_reason,
            note_series=row.note_series,
            writer_id=row.recorded_by_id,
            written_at=row.recorded_at,
            is_over=row.is_over(now),
        )
        for row in rows
    )


def talk_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> ReadTalk:
    """Raises NotVisible."""
    for one in talks_of(actor, team, person_id):
        if one.series == series:
            return one
    raise NotVisible


def likely_next(talks: tuple[ReadTalk, ...], actor: Actor, coach_id: int | None) -> dict[str, Any]:
    """By the name of a TalkBooking's field what is proposed: as last time, a week or more ahead; the purpose is new.

    `coach_id`: the responsible coach, for the first talk of all. Then no time is proposed.
    """
    today = timezone.localdate()
    last = next((one.booking for one in talks if one.state in STANDING), None)
    if last is None:
        return {
            "on_day": next_like(today - WEEK, today),
            "form": NoteForm.TALK,
            "coach_id": coach_id or actor.user_id,
        }
    return {
        "on_day": next_like(last.on_day, today),
        "starts_at": last.starts_at,
        "ends_at": last.ends_at,
        "form": last.form,
        "coach_id": last.coach_id,
        "second_coach_id": last.second_coach_id,
        "place": last.place,
    }


def prefilled_note(booking: TalkBooking, actor: Actor) -> dict[str, Any]:
    """What a note of the talk is filled with: the day, how one met, and the colleague who was there too."""
    others = [one for one in (booking.coach_id, booking.second_coach_id) if one not in (None, actor.user_id)]
    return {
        "occurred_on": min(booking.on_day, timezone.localdate()),
        "how": booking.form,
        "second_coach_id": others[0] if others else None,
    }


def open_talks(actor: Actor, team: Team, on: dt.date | None = None) -> tuple[OpenTalk, ...]:
    """Booked ones of the day and earlier that the actor has; also those of a colleague who has left the team, of the
    actor's own participants. In order of time. Protected persons are in no list. The caller logs the read.
    """
    now = timezone.now()
    return tuple(
        OpenTalk(
            series=row.series,
            person_id=row.person_id,
            title=called(name_beside(row, row.person_id), row.own_id),
            form=row.form,
            on=row.on_day,
            at=row.starts_at,
            until=row.ends_at,
            is_over=row.is_over(now),
        )
        for row in open_talks_question(actor, team, on or timezone.localdate())
    )


@KeptRows
def open_talks_question(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, Any]:
    own = CoachAssignment.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), coach_id=actor.user_id, valid_to__isnull=True
    )
    here = possible_staff(team.pk).filter(pk=OuterRef("coach_id")).order_by()
    return (
        Talk.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(
            Q(coach_id=actor.user_id)
            | Q(second_coach_id=actor.user_id)
            | (Q(Exists(own)) & ~Q(Exists(here))),
            on_day__lte=day,
            state=TalkState.BOOKED,
        )
        .annotate(own_id=F("stay__own_id"), **names_beside())
        .defer("place_cipher", "purpose_cipher")
        .order_by("on_day", "starts_at", "pk")[:MOST]
    )


def next_talk_columns(team: Team) -> dict[str, Any]:
    """A column of a stay: the person's next booked talk that isn't over, as JSON with series, day and time."""
    booked = Talk.objects.filter(team=team, person_id=OuterRef("person_id"), state=TalkState.BOOKED)
    ahead = (
        booked.filter(on_day__gte=timezone.localdate())
        .alias(over=wall_clock("on_day", "ends_at"))
        .filter(over__gt=moment())
        .order_by("on_day", "starts_at", "pk")
    )
    told = JSONObject(on=F("on_day"), at=F("starts_at"), series=F("series"))
    return {"next_talk": Subquery(ahead.values(told=told)[:1])}
