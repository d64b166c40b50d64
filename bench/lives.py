"""What can't be written as SQL since it stands under keys: names, referrals, and one person's notes, plan and promises.

Only the team whose pages are asked for has it, in the copy of the database that is dropped afterwards.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Count, Q
from django.utils import timezone

from samsteg.core import roles
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, close_step, read_scale, write_text
from samsteg.participants.referrals.receiving import receive_from_team
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes
from samsteg.people.models import Identity
from samsteg.people.names import PersonName, save_name

TEXT = "Vi talade om veckan som var och om vad som ska hända härnäst. " * 4
FIRST, LAST = ("Alma", "Birger", "Cornelia", "Didrik", "Elvira"), ("Mätare", "Provsson", "Testlund")
NOTES, STEPS, READINGS, PROMISES, REFERRALS = 60, 24, 12, 8, 4
NAMED_SINCE = dt.date(2024, 6, 1)  # whoever the pages may name


def give_names(actor: Actor, team: Team) -> None:
    """To those who are here, on the way, or have left lately. What the volume keeps of identities has no real keys."""
    lately = Q(exited_on__isnull=True) | Q(exited_on__gte=NAMED_SINCE)
    with acting(actor):
        found = Stay.objects.in_team(team.pk).filter(lately, not_enrolled_on__isnull=True)
        named = sorted(set(found.values_list("person_id", flat=True)))
    with roles.as_owner():
        Identity.objects.filter(team=team, person_id__in=named).delete()
    with acting(actor):
        for number, person_id in enumerate(named):
            name = PersonName(FIRST[number % len(FIRST)], f"{LAST[number % len(LAST)]} {number}")
            save_name(team=team, person_id=person_id, name=name)


def longest_life(actor: Actor, team: Team) -> Stay:
    """Of those who are here and the actor is responsible for: the one with most stays, then the longest here."""
    today = timezone.localdate()
    return (
        Stay.objects.in_team(team.pk)
        .filter(enrolled_on__lte=today, exited_on__isnull=True)
        .filter(person__assignments__coach_id=actor.user_id, person__assignments__valid_to__isnull=True)
        .annotate(stays=Count("person__stays"))
        .order_by("-stays", "enrolled_on", "pk")[0]
    )


def live(actor: Actor, team: Team, stay: Stay) -> None:
    """Notes each week, a plan with steps that were taken and some that weren't yet, the scale, and promises."""
    assert stay.enrolled_on is not None
    today, who = timezone.localdate(), {"actor": actor, "team": team, "person_id": stay.person_id}
    days = [today - dt.timedelta(days=6 * number) for number in range(NOTES)]
    days = [day for day in days if day >= stay.enrolled_on] or [today]
    for number in range(NOTES):
        day, text = days[number % len(days)], f"{number}. {TEXT}"
        values = NoteValues(occurred_on=day, form="talk", category="planning", text=text)
        write_note(**who, values=values, once=_once("note", team, number))
    for part in PlanPart:
        write_text(**who, part=part, source_id=None, category="planning", text=TEXT, expected_version=0)
    for number in range(STEPS):
        agreed = StepValues(kind=StepKind.STEP, text=f"Steg {number}", agreed_on=days[number % len(days)])
        step = agree_step(**who, values=agreed, once=_once("step", team, number))
        if number % 4:
            series = step.series
            close_step(actor=actor, team=team, series=series, expected_version=1, state=StepState.DONE)
    for number in range(READINGS):
        reading = ScaleValues(read_on=days[number % len(days)], own=number % 10, coach=5)
        read_scale(**who, values=reading, once=_once("scale", team, number))


def promise(actor: Actor, team: Team) -> None:
    """What the actor has promised some of the actor's own, and referrals that nobody has looked at."""
    today = timezone.localdate()
    own = Stay.objects.in_team(team.pk).filter(
        exited_on__isnull=True,
        enrolled_on__lte=today,
        person__assignments__coach_id=actor.user_id,
        person__assignments__valid_to__isnull=True,
    )
    for number, stay in enumerate(own.order_by("pk")[:PROMISES]):
        due = today + dt.timedelta(days=number)
        values = StepValues(
            kind=StepKind.PROMISE,
            text=f"Ringa om sak {number}",
            agreed_on=today,
            due_on=due,
            promised_by_id=actor.user_id,
        )
        once = _once("promise", team, number)
        agree_step(actor=actor, team=team, person_id=stay.person_id, values=values, once=once)
    for number in range(REFERRALS):
        content = Content(first_name=FIRST[number], last_name="Ny", sex="women", born="1990", answers=())
        new = NewReferral(
            referrer="soc",
            received_on=today - dt.timedelta(days=number),
            content=content,
            said_yes=SaidYes(visit=True, division=False, form="oral", on_day=today),
        )
        receive_from_team(actor=actor, team=team, new=new)


def _once(what: str, team: Team, number: int) -> uuid.UUID:
    """The same in every database, so that the pages are the same."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{what} {team.pk} {number}")
