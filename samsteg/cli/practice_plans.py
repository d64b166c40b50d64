"""Plans of some of the practice team's people: hopes, steps, the scale, and who is round them.

Nothing here has a source of facts: the loader takes one that is newer than the workbook for a change by the user.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from demo.plans import PLANS, ExamplePlan
from samsteg.access.models import CoachAssignment
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from samsteg.organisation.models import Team
from samsteg.participants.around.records import AroundValues
from samsteg.participants.around.services import save_around
from samsteg.participants.models import PlanText, Stay
from samsteg.participants.plans.enums import StepKind, StepState
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, close_step, read_scale, write_text

BEGUN = dt.timedelta(days=30)  # nothing in the examples is older


@dataclass(frozen=True, slots=True)
class _Planning:
    actor: Actor
    team: Team
    person_id: int
    today: dt.date

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)


def write_practice_plans(operator: User, team: Team, coach: User) -> int:
    """Writes them once, as the coach, of those the coach is responsible for, who has a meeting ahead first; returns how
    many. A team with a plan is left as it is.
    """
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)):
        if PlanText.objects.filter(team=team).exists():
            return 0
    with acting(actor_in_team(coach, team)) as actor:
        stays = list(_own(actor, team, today)[: len(PLANS)])
        for stay, example in zip(stays, PLANS, strict=False):
            _write(_Planning(actor, team, stay.person_id, today), example)
    return len(stays)


def _own(actor: Actor, team: Team, today: dt.date) -> QuerySet[Stay]:
    mine = CoachAssignment.objects.filter(team=team, coach_id=actor.user_id, valid_to__isnull=True)
    ahead = FollowUp.objects.current().filter(
        team=team, state=FollowUpState.BOOKED, meeting_on__gte=today, person_id=OuterRef("person_id")
    )
    return (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(person__own_id__startswith=OURS, enrolled_on__lte=today - BEGUN, exited_on__isnull=True)
        .filter(person_id__in=mine.values("person_id"))
        .annotate(is_met=Exists(ahead))
        .order_by("-is_met", "own_id")
    )


def _write(plan: _Planning, example: ExamplePlan) -> None:
    actor, team, person_id = plan.actor, plan.team, plan.person_id
    for part in ("hopes", "works", "resources", "goals"):
        write_text(
            actor=actor,
            team=team,
            person_id=person_id,
            part=part,
            source_id=None,
            category="planning",
            text=getattr(example, part),
            expected_version=0,
        )
    _agree(plan, example)
    for days, own, other in example.scale:
        values = ScaleValues(read_on=plan.ago(days), own=own, coach=other)
        read_scale(actor=actor, team=team, person_id=person_id, values=values)
    for role, name, workplace, is_called in example.around:
        around = AroundValues(role=role, name=name, workplace=workplace, is_called_to_sip=is_called)
        save_around(
            actor=actor, team=team, person_id=person_id, series=None, expected_version=0, values=around
        )


def _agree(plan: _Planning, example: ExamplePlan) -> None:
    due_on = plan.ago(-example.due_in)
    agreed = (
        (StepKind.STEP, example.done, plan.ago(17), None),
        (StepKind.STEP, example.step, plan.ago(3), due_on),
        (StepKind.HOMEWORK, example.homework, plan.ago(3), due_on),
        (StepKind.PROMISE, example.promise, plan.ago(3), due_on),
    )
    steps = []
    for kind, text, agreed_on, due in agreed:
        values = StepValues(kind=kind, text=text, agreed_on=agreed_on, due_on=due)
        steps.append(agree_step(actor=plan.actor, team=plan.team, person_id=plan.person_id, values=values))
    close_step(
        actor=plan.actor,
        team=plan.team,
        series=steps[0].series,
        expected_version=1,
        state=StepState.DONE,
        on=plan.ago(10),
    )
