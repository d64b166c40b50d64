"""Booked talks of the practice team's people: one ahead for most, some of today, and one that waits for its note.

Brought up to today each time practice begins: what has been and nobody has answered is held, as weeks ago it was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.bulk import new_ids
from samsteg.core.context import acting
from samsteg.core.free_days import is_workday
from samsteg.exchange.importing import actor_in_team
from samsteg.follow_ups.models import Talk
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.rules import usual_end
from samsteg.follow_ups.talks.services import place_of
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.models import Stay
from samsteg.people.vault import vault_to_fill

DAY = dt.timedelta(days=1)
HOURS = (9, 10, 13, 14, 15)
FORMS = (
    (NoteForm.TALK, ""),
    (NoteForm.WALK, "Bänken vid ån"),
    (NoteForm.TALK, ""),
    (NoteForm.DIGITAL, "https://mote.exempel.se/samtal"),
    (NoteForm.PHONE, ""),
)
WITHOUT = 4  # one in so many has nothing booked
UNANSWERED = 9  # one in so many had one on the last working day, which nobody has answered
OLD = 3 * DAY


def book_practice_talks(operator: User, team: Team) -> int:
    """Returns how many are new. Who has a talk that somebody has booked or answered by hand is left alone."""
    today = timezone.localdate()
    made: list[Talk] = []
    with acting(actor_in_team(operator, team)):
        places: Counter[int] = Counter()
        for number, stay in enumerate(_ours(team, today)):
            place, places[stay.coach_id] = places[stay.coach_id], places[stay.coach_id] + 1
            known = list(Talk.objects.filter(team=team, person_id=stay.person_id))
            if number % WITHOUT == WITHOUT - 1 or any(row.recorded_by_id != stay.coach_id for row in known):
                continue
            _end_old(known, today)
            if not any(row.state == TalkState.BOOKED and row.on_day >= today for row in known):
                made.append(_row(stay, number, place, _next_day(today, place % 5)))
            if not known and number % UNANSWERED == 0:
                made.append(_row(stay, number, place, _last_day(today)))
        Talk.objects.bulk_create(made)
    return len(made)


def _ours(team: Team, today: dt.date) -> Iterator[Any]:
    """Those who are here, with their coach."""
    coach = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    stays = (
        Stay.objects.in_team(team.pk)
        .unprotected()
        .known()
        .filter(person__own_id__startswith=OURS, enrolled_on__lte=today - 7 * DAY, exited_on__isnull=True)
        .annotate(coach_id=Subquery(coach.values("coach_id")[:1]))
        .order_by("own_id")
    )
    yield from (stay for stay in stays if stay.coach_id is not None)


def _end_old(known: list[Talk], today: dt.date) -> None:
    for row in known:
        if row.state == TalkState.BOOKED and row.on_day < today - OLD:
            row.state, row.version = TalkState.HELD, row.version + 1
            row.save(update_fields=["state", "version"])


def _next_day(today: dt.date, weekday: int) -> dt.date:
    """The first one of the weekday from today on that is no holiday."""
    day = today + (weekday - today.weekday()) % 7 * DAY
    while not is_workday(day):
        day += 7 * DAY
    return day


def _last_day(today: dt.date) -> dt.date:
    day = today - DAY
    while not is_workday(day):
        day -= DAY
    return day


def _row(stay: Any, number: int, place: int, day: dt.date) -> Talk:
    form, where = FORMS[number % len(FORMS)]
    starts_at = dt.time(HOURS[place // 5 % len(HOURS)])
    (pk,) = new_ids(Talk, 1)
    row = Talk(
        pk=pk,
        team_id=stay.team_id,
        person_id=stay.person_id,
        stay=stay,
        on_day=day,
        starts_at=starts_at,
        ends_at=usual_end(starts_at),
        form=form,
        coach_id=stay.coach_id,
        recorded_by_id=stay.coach_id,
        recorded_at=timezone.now(),
    )
    if where:
        vault = vault_to_fill(stay.team_id, stay.person_id)
        row.place_cipher = vault.seal(where, place_of(pk, "place"))
    return row
