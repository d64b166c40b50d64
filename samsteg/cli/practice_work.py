"""Employers of the practice team, and ladders and check-ins of those who are out at one.

Nothing here has a source of facts: the loader takes one that is newer than the workbook for a change by the user.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from demo.employers import AGREED, EMPLOYER_VIEW, PERSON_VIEW, ExampleEmployer, named_examples
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.facts import Stamp
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues
from samsteg.placements.employers.services import add_contact, add_employer, write_employer_note
from samsteg.placements.enums import TextPart
from samsteg.placements.models import CheckIn, Employer, HoursStep, Placement
from samsteg.placements.rules import NEXT_CHECK_IN
from samsteg.placements.texts import save_texts

MOST = 8
RUNG = dt.timedelta(days=21)


def fill_practice_work(operator: User, team: Team, coach: User) -> int:
    """Once; returns how many employers were made. A team with a register is left as it is."""
    with acting(actor_in_team(operator, team)) as head:
        if Employer.objects.filter(team=team).exists():
            return 0
        examples = named_examples()
        writer = replace(head, user_id=coach.pk)
        for name, example in examples:
            _employer(writer, team, name, example)
        stays = Stay.objects.in_team(team.pk).unprotected().filter(person__own_id__startswith=OURS)
        rows = Placement.objects.filter(
            team=team, stay__in=stays, superseded_at__isnull=True, form="work_training", ended_on__isnull=True
        )
        for number, row in enumerate(rows.select_related("stay").order_by("started_on", "pk")[:MOST]):
            _step_up(row, coach, number)
    return len(examples)


def _employer(actor: Actor, team: Team, name: str, example: ExampleEmployer) -> None:
    today = timezone.localdate()
    ask_on = None if example.ask_in is None else today + dt.timedelta(days=example.ask_in)
    values = EmployerValues(
        name=name,
        sector=example.sector,
        tasks=example.tasks,
        at_once_most=example.at_once_most,
        ask_again_on=ask_on,
        ask_again_why=example.why,
    )
    row = add_employer(actor=actor, team=team, values=values)
    contact = ContactValues(name=example.contact, phone="0225-000 00")
    add_contact(actor=actor, team=team, employer_id=row.pk, values=contact)
    day = today - dt.timedelta(days=example.said_ago)
    said = NoteValues(kind="call", happened_on=day, text=example.said)
    write_employer_note(actor=actor, team=team, employer_id=row.pk, values=said)


def _step_up(row: Placement, coach: User, number: int) -> None:
    """From a few hours to those of the workbook, with a check-in for each step that has been."""
    today, now = timezone.localdate(), timezone.now()
    stamp = Stamp(moment=now, actor_id=coach.pk, source_id=None)
    whole = row.hours_per_week or Decimal(20)
    of_person = {
        "team_id": row.team_id,
        "person_id": row.stay.person_id,
        "stay": row.stay,
        "series": row.series,
    }
    stamped = {"recorded_at": now, "recorded_by_id": coach.pk}
    for part in (1, 2, 3):
        day = row.started_on + (part - 1) * RUNG
        if day > today:
            continue
        hours = whole if part == 3 or day + RUNG > today else (whole * part / 3).quantize(Decimal(1))
        HoursStep.objects.create(
            **of_person, valid_from=day, hours_per_week=max(hours, Decimal(1)), **stamped
        )
        held_on = day + dt.timedelta(days=14)
        if held_on > today:
            continue
        talk = CheckIn.objects.create(
            **of_person, held_on=held_on, form="phone", next_on=held_on + NEXT_CHECK_IN, **stamped
        )
        at = (number + part) % 2
        texts = {
            TextPart.EMPLOYER_VIEW.value: EMPLOYER_VIEW[at],
            TextPart.PERSON_VIEW.value: PERSON_VIEW[at],
            TextPart.AGREED.value: AGREED[at],
        }
        save_texts(row.stay, row.series, texts, stamp, check_in=talk.check_in)
