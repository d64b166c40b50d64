"""Notes of the practice team's people, brought up to today each time practice begins.

Nothing here has a source of facts: the loader takes one that is newer than the workbook for a change by the user.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from demo.notes import BACK, ExampleNote, notes_of
from samsteg.access.enums import DataCategory
from samsteg.access.models import CoachAssignment
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.bulk import new_ids
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.note_services import place_of
from samsteg.people.vault import vault_to_fill


def write_practice_notes(operator: User, team: Team) -> int:
    """Returns how many are new: only of days after the newest note there is, whoever wrote it."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)):
        made = [note for stay in _ours(team, today) for note in _new(team, stay, today)]
        Note.objects.bulk_create(made)
    return len(made)


def _ours(team: Team, today: dt.date) -> Iterator[Any]:
    """Those who are here, with their coach and the day of their newest note."""
    coach = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    newest = Note.objects.filter(team=team, person_id=OuterRef("person_id")).order_by().values("person_id")
    stays = (
        Stay.objects.in_team(team.pk)
        .unprotected()
        .known()
        .filter(person__own_id__startswith=OURS, enrolled_on__lte=today, exited_on__isnull=True)
        .annotate(
            coach_id=Subquery(coach.values("coach_id")[:1]),
            noted_on=Subquery(newest.annotate(last=Max("occurred_on")).values("last")),
        )
        .order_by("own_id")
    )
    yield from (stay for stay in stays if stay.coach_id is not None)


def _new(team: Team, stay: Any, today: dt.date) -> list[Note]:
    first = max(stay.enrolled_on, today - BACK)
    if stay.noted_on is not None:
        first = max(first, stay.noted_on + dt.timedelta(days=1))
    told = list(notes_of(stay.own_id, first, today))
    if not told:
        return []
    vault, ids = vault_to_fill(team.pk, stay.person_id), new_ids(Note, len(told))
    return [
        _note(stay, one, pk, vault.seal(one.text, place_of(pk))) for one, pk in zip(told, ids, strict=True)
    ]


def _note(stay: Any, one: ExampleNote, pk: int, sealed: bytes) -> Note:
    return Note(
        pk=pk,
        team_id=stay.team_id,
        person_id=stay.person_id,
        stay_id=stay.pk,
        occurred_on=one.on,
        form=one.form,
        category=DataCategory.PLANNING,
        text_cipher=sealed,
        recorded_by_id=stay.coach_id,
        recorded_at=timezone.now(),
    )
