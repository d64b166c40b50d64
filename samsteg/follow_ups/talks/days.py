"""The team's talks between two days, for its calendar; and what a person's time line and silence know of them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from samsteg.access.policies import require
from samsteg.access.querysets import OF_STAFF, unprotected_persons, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.core.merged import dated
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.models import Talk
from samsteg.follow_ups.talks.rules import minutes_between
from samsteg.organisation.models import Team
from samsteg.participants.models import Note
from samsteg.participants.own_day import newest_day
from samsteg.participants.seen_titles import titles_of_seen
from samsteg.people.names import names_beside

NOT_THERE = (TalkState.MOVED, TalkState.WITHDRAWN)  # what was moved is told of where it was moved to


@dataclass(frozen=True, slots=True)
class CalendarTalk:
    """`person_id` is None, `title` and `form` empty where the reader doesn't see the person, or it is protected."""

    series: uuid.UUID
    form: str
    state: str
    on: dt.date
    at: dt.time
    minutes: int
    person_id: int | None
    title: str
    user_ids: tuple[int, ...]
    version: int
    written_at: dt.datetime


def talks_between(
    *, actor: Actor, team: Team, first: dt.date, last: dt.date, names: bool = True
) -> tuple[CalendarTalk, ...]:
    """Those booked, held and cancelled, in order; a protected person's for its coaches alone, as a time that is taken.

    The caller logs whom it shows. `names` False: nobody is named.
    """
    require(actor, "calendar.view", team)
    found = talks_question(actor, team, first, last)
    seen = titles_of_seen(found, names=names)
    return tuple(
        CalendarTalk(
            series=row.series,
            form=row.form if row.person_id in seen else "",
            state=row.state,
            on=row.on_day,
            at=row.starts_at,
            minutes=minutes_between(row.starts_at, row.ends_at),
            person_id=row.person_id if row.person_id in seen else None,
            title=seen.get(row.person_id, ""),
            user_ids=(row.coach_id, row.second_coach_id) if row.second_coach_id else (row.coach_id,),
            version=row.version,
            written_at=row.recorded_at,
        )
        for row in found
    )


@KeptRows
def talks_question(actor: Actor, team: Team, first: dt.date, last: dt.date) -> QuerySet[Any, Any]:
    """Rows with `is_seen` and the name beside their own columns."""
    own = Q(coach_id=actor.user_id) | Q(second_coach_id=actor.user_id)
    return (
        Talk.objects.in_team(team.pk)
        .filter(unprotected_persons() | own, on_day__range=(first, last))
        .exclude(state__in=NOT_THERE)
        .annotate(
            is_seen=ExpressionWrapper(visible_persons(actor, grounds=OF_STAFF), BooleanField()),
            **names_beside(),
        )
        .select_related("stay")
        .defer("place_cipher", "purpose_cipher")
        .order_by("on_day", "starts_at", "pk")
    )


def talk_days(team: Team, person_id: int) -> QuerySet[Any, Any]:
    """For the time line; one that became a note is told of there."""
    notes = Note.objects.filter(
        team=team,
        person_id=person_id,
        series=OuterRef("note_series"),
        superseded_at__isnull=True,
        is_retracted=False,
    )
    rows = Talk.objects.in_team(team.pk).filter(person_id=person_id).exclude(state__in=NOT_THERE)
    return dated(
        rows.exclude(Exists(notes)),
        "on_day",
        form="form",
        state="state",
        at="starts_at",
        cancelled_by="changed_by",
        series="series",
    )


def last_talk(team: Team, day: dt.date) -> Subquery:
    """For `participants.own_day`: the newest talk that was held, with a note or without."""
    return newest_day(Talk.objects.filter(team=team, state=TalkState.HELD), "on_day", day)
