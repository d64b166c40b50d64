"""What is known of one stay now, for the services that change it. To be read after the team's lock is held."""

from __future__ import annotations

import datetime as dt

from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import still_at_work
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.enums import ParallelKind
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.way.enums import State
from samsteg.participants.way.models import CURRENT, PlannedEnd, QueuePause, QueuePriority, Trial
from samsteg.participants.way.rules import Known
from samsteg.participants.way.states import with_state
from samsteg.people.models import PersonDetail


def stay_now(actor: Actor, team: Team, stay_id: int, day: dt.date) -> tuple[Stay, State]:
    """The stay with its state on the day. Raises NotVisible for one that isn't the actor's to see as staff."""
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(pk=stay_id)
    stay = with_state(seen, team, day).first()
    if stay is None:
        raise NotVisible
    return stay, State(stay.state)


def state_after(stay: Stay, day: dt.date) -> State:
    """The state on the day of a stay that the actor has been shown, also where a step has put it out of sight since:
    another coach, or a consent that ended with the step.
    """
    of_stay = Stay.objects.in_team(stay.team_id).filter(pk=stay.pk)
    return State(with_state(of_stay, stay.team, day).values_list("state", flat=True).get())


def facts_now(stay: Stay) -> StayFacts:
    """The columns of Stay repeat its facts; the first period of the effort beside stands in a table of its own."""
    effort = ParallelEffort.objects.filter(
        CURRENT, team_id=stay.team_id, stay=stay, code=ParallelKind.FORSTARKT_SAMARBETE, ordinal=1
    ).first()
    return StayFacts(
        referred_on=stay.referred_on,
        study_visit_on=stay.study_visit_on,
        mission_received_on=stay.mission_received_on,
        enrolled_on=stay.enrolled_on,
        exited_on=stay.exited_on,
        exit_reason=stay.exit_reason,
        exit_detail=stay.exit_detail,
        exit_detail_text=stay.exit_detail_text,
        exit_extent_percent=stay.exit_extent_percent,
        early_exit=stay.early_exit,
        not_enrolled_on=stay.not_enrolled_on,
        not_enrolled_reason=stay.not_enrolled_reason,
        referrer=stay.referrer,
        municipality_code=stay.municipality_code,
        income_start=tuple(stay.income_start),
        income_exit=tuple(stay.income_exit),
        support_before_months=stay.support_before_months,
        parallel_started_on=effort.started_on if effort else None,
        parallel_ended_on=effort.ended_on if effort else None,
    )


def known_now(stay: Stay) -> Known:
    """Needs a stay of `stay_now`."""
    of_person = {"team_id": stay.team_id, "person_id": stay.person_id}
    detail = PersonDetail.objects.filter(CURRENT, **of_person).first()
    of_stay = {"team_id": stay.team_id, "stay": stay}
    pause = QueuePause.objects.filter(CURRENT, **of_stay, ended_on__isnull=True).first()
    priority = QueuePriority.objects.filter(CURRENT, **of_stay, ended_on__isnull=True).first()
    trial = Trial.objects.filter(CURRENT, **of_stay, outcome="").first()
    planned = PlannedEnd.objects.filter(CURRENT, **of_stay).order_by("-decided_on", "-pk").first()
    return Known(
        born_on=detail.born_on or dt.date(detail.birth_year or 1900, 1, 1) if detail else None,
        referred_on=stay.referred_on,
        mission_on=stay.mission_received_on,
        queue_on=stay.queue_on,  # type: ignore[attr-defined]  # annotated by with_state
        paused_on=pause.started_on if pause else None,
        enrolled_on=stay.enrolled_on,
        has_coach=CoachAssignment.objects.filter(
            still_at_work(), **of_person, valid_to__isnull=True
        ).exists(),
        priority_on=priority.decided_on if priority else None,
        trial_ends_on=trial.ends_on if trial else None,
        planned_on=planned.planned_on if planned else None,
    )
