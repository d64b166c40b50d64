"""Taking people on their way: each step is one transaction, checked by `workflow.TABLE` after the team's lock is held.

So a double click, a stale page and two colleagues at once get the same answer: what the state is now. All facts of one
step share the moment they were learnt, which is what `undoing` goes by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.protection import possible_staff
from samsteg.access.services import assign_coaches
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.rules import problems
from samsteg.participants.services import save_stays
from samsteg.participants.way.apart import require_apart
from samsteg.participants.way.current import facts_now, known_now, state_after, stay_now
from samsteg.participants.way.early import require_early
from samsteg.participants.way.enums import ExtensionReason, Moment, State, Step, TrialOutcome
from samsteg.participants.way.models import (
    CURRENT,
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.problems import problem_words
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.rules import Known, StepRefused, check_step
from samsteg.people.vault import vault_to_fill

ACT = "way.change"


@dataclass(frozen=True, slots=True)
class Taking:
    """One step that is being taken."""

    actor: Actor
    team: Team
    stay: Stay
    state: State
    known: Known
    values: StepValues
    stamp: Stamp

    @property
    def on(self) -> dt.date:
        """The day of the step, which the table requires of each."""
        if self.values.on is None:
            raise StepRefused(_("Write the day as 2026-11-23."), "on")
        return self.values.on


def page_stamp(actor: Actor, team: Team, kind: SourceKind = SourceKind.PAGE) -> Stamp:
    """Locks the team's facts; what is written with it was learnt on a page, now."""
    moment = learning_moment(team.pk)
    source = record_source(actor=actor, team_id=team.pk, kind=kind)
    return Stamp(moment=moment, actor_id=actor.user_id, source_id=source.pk)


@transaction.atomic
def take_step(*, actor: Actor, team: Team, stay_id: int, step: Step, values: StepValues) -> State:
    """Takes the step and returns the state after it, today. The actor may no longer see the participant then.

    Raises PermissionRefused; NotVisible for a stay that isn't the actor's to see; StepRefused, which names the field.
    """
    require(actor, ACT, team)
    today = timezone.localdate()
    stamp = page_stamp(actor, team)
    stay, state = stay_now(actor, team, stay_id, today)
    known = known_now(stay)
    check_step(step, state, actor.roles.get(team.pk, frozenset()), values, known, today)
    APPLY[step](Taking(actor, team, stay, state, known, values, stamp))
    return state_after(stay, today)


def save_facts(taking: Taking, **changes: object) -> None:
    """Raises StepRefused, in words, when the stay would break a rule."""
    facts = replace(facts_now(taking.stay), **changes)  # type: ignore[arg-type]  # names of StayFacts, by the callers below
    write_facts(taking.actor, taking.team, taking.stay, facts, taking.stamp)


def write_facts(actor: Actor, team: Team, stay: Stay, facts: StayFacts, stamp: Stamp) -> None:
    """Raises StepRefused, in words, when the stay would break a rule."""
    if found := problems(facts):
        raise StepRefused(problem_words(found))
    require_apart(team, stay, facts)
    save_stays(
        actor=actor,
        team=team,
        stays={stay.own_id: facts},
        persons={stay.own_id: stay.person_id},
        stamp=stamp,
    )


def keep(
    taking: Taking,
    model: type[QueuePause | QueuePriority | Trial | PlannedEnd | Situation],
    values: Mapping[str, object],
    **key: object,
) -> None:
    """Makes one fact of the stay say this, under its key."""
    names = ("stay_id", *key)
    replace_facts(
        model.objects.filter(stay_id=taking.stay.pk),
        team_id=taking.team.pk,
        key=names,
        values=tuple(values),
        desired={(taking.stay.pk, *key.values()): tuple(values.values())},
        stamp=taking.stamp,
    )


def _visit(taking: Taking) -> None:
    save_facts(taking, study_visit_on=taking.on)


def _receive(taking: Taking) -> None:
    save_facts(taking, mission_received_on=taking.on)


def _prioritise(taking: Taking) -> None:
    not_ended = {"ended_on": None, "end_reason": ""}
    keep(taking, QueuePriority, {"decided_on": taking.on, "reason": taking.values.reason, **not_ended})


def _end_priority(taking: Taking) -> None:
    held = QueuePriority.objects.filter(CURRENT, team=taking.team, stay=taking.stay).first()
    if held is not None:
        ended = {"ended_on": taking.on, "end_reason": taking.values.reason}
        keep(taking, QueuePriority, {"decided_on": held.decided_on, "reason": held.reason, **ended})


def _pause(taking: Taking) -> None:
    keep(taking, QueuePause, {"ended_on": None, "reason": taking.values.reason}, started_on=taking.on)


def _resume(taking: Taking) -> None:
    open_ = QueuePause.objects.filter(
        CURRENT, team=taking.team, stay=taking.stay, ended_on__isnull=True
    ).first()
    if open_ is not None:
        keep(
            taking,
            QueuePause,
            {"ended_on": max(taking.on, open_.started_on), "reason": open_.reason},
            started_on=open_.started_on,
        )


def _enrol(taking: Taking) -> None:
    values, stay = taking.values, taking.stay
    _resume(taking)
    save_facts(
        taking,
        enrolled_on=taking.on,
        income_start=values.incomes or tuple(stay.income_start),
        support_before_months=values.support_before_months
        if values.support_before_months is not None
        else stay.support_before_months,
    )
    if values.trial_ends_on:
        open_ = {"outcome": "", "decided_on": None, "prolonged_on": None, "prolonged_reason": ""}
        keep(taking, Trial, {"ends_on": values.trial_ends_on, **open_})
    else:  # none, also where an earlier decision on the start had one
        Trial.objects.filter(CURRENT, team=taking.team, stay=stay).update(superseded_at=taking.stamp.moment)
    keep(
        taking,
        PlannedEnd,
        {"planned_on": values.planned_on, "reason": ExtensionReason.USUAL.value},
        decided_on=timezone.localdate(),
    )
    keep(
        taking,
        Situation,
        {
            "occupation": values.occupation,
            "education": values.education,
            "start_form": values.start_form,
            "follow_ups_agreed_on": values.follow_ups_agreed_on,
            "order_reason": values.order_reason,
        },
        moment=Moment.START.value,
    )
    if values.coach_id:
        _choose_coach(taking, values.coach_id)


def _choose_coach(taking: Taking, coach_id: int) -> None:
    """Undone with the step: `undoing`."""
    allocate_coach(
        actor=taking.actor,
        team=taking.team,
        person_id=taking.stay.person_id,
        coach_id=coach_id,
        step_at=taking.stamp.moment,
    )


def _continue(taking: Taking) -> None:
    _end_trial(taking, TrialOutcome.CONTINUES)


def _end_trial(taking: Taking, outcome: TrialOutcome) -> None:
    trial = Trial.objects.filter(CURRENT, team=taking.team, stay=taking.stay, outcome="").first()
    if trial is not None:
        values = {"ends_on": trial.ends_on, "outcome": outcome.value, "decided_on": taking.on}
        keep(taking, Trial, values | _prolonged(trial))


def _prolonged(trial: Trial) -> dict[str, object]:
    return {"prolonged_on": trial.prolonged_on, "prolonged_reason": trial.prolonged_reason}


def _prolong(taking: Taking) -> None:
    longer = {"prolonged_on": taking.on, "prolonged_reason": taking.values.reason}
    keep(
        taking,
        Trial,
        {"ends_on": taking.values.trial_ends_on, "outcome": "", "decided_on": None, **longer},
    )


def _extend(taking: Taking) -> None:
    values = {"planned_on": taking.values.planned_on, "reason": taking.values.reason}
    keep(taking, PlannedEnd, values, decided_on=taking.on)


def _exit(taking: Taking) -> None:
    values = taking.values
    if values.early_exit:
        said = replace(facts_now(taking.stay), exited_on=taking.on, exit_reason=values.reason)
        require_early(taking.team, taking.stay, said, values.trial_group_ends_on)
    save_facts(
        taking,
        exited_on=taking.on,
        exit_reason=values.reason,
        exit_detail=values.detail,
        exit_detail_text=values.detail_text,
        exit_extent_percent=values.extent_percent,
        early_exit=values.early_exit,
        income_exit=values.incomes,
    )
    _end_trial(taking, TrialOutcome.EARLY_EXIT if values.early_exit else TrialOutcome.ANOTHER_WAY)
    nothing = {"education": "", "start_form": "", "follow_ups_agreed_on": None, "order_reason": ""}
    keep(taking, Situation, {"occupation": values.occupation, **nothing}, moment=Moment.EXIT.value)
    if values.own_words.strip():
        keep_words(taking.team, taking.stay, taking.stamp, values.own_words.strip())


def keep_words(team: Team, stay: Stay, stamp: Stamp, words: str) -> None:
    """Beside what was written before; empty words take them away."""
    OwnWords.objects.filter(CURRENT, team=team, stay=stay).update(superseded_at=stamp.moment)
    if not words:
        return
    OwnWords.objects.create(
        team=team,
        stay=stay,
        words_cipher=vault_to_fill(team.pk, stay.person_id).seal(words, f"own_words:{stay.pk}"),
        recorded_at=stamp.moment,
        recorded_by_id=stamp.actor_id,
        source_id=stamp.source_id,
    )


def _end_referral(taking: Taking) -> None:
    _resume(taking)
    reason = taking.values.reason
    save_facts(taking, enrolled_on=None, not_enrolled_on=taking.on, not_enrolled_reason=reason)


APPLY: Mapping[Step, Callable[[Taking], None]] = {
    Step.VISIT: _visit,
    Step.RECEIVE_MISSION: _receive,
    Step.PRIORITISE: _prioritise,
    Step.END_PRIORITY: _end_priority,
    Step.PAUSE: _pause,
    Step.RESUME: _resume,
    Step.ENROL: _enrol,
    Step.PROLONG_TRIAL: _prolong,
    Step.CONTINUE: _continue,
    Step.EXTEND: _extend,
    Step.EXIT: _exit,
    Step.END_REFERRAL: _end_referral,
}


@transaction.atomic
def allocate_coach(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    coach_id: int | None,
    step_at: dt.datetime | None = None,
) -> None:
    """Makes the user responsible from today on; earlier ones stay as history. None: nobody for now.

    `step_at`: the moment of the step that it is part of.

    The caller has seen that the person is the actor's to see. Raises PermissionRefused, StepRefused.
    """
    require(actor, ACT, team)
    if coach_id is not None and not possible_staff(team.pk).filter(pk=coach_id).exists():
        raise StepRefused(_("Choose somebody who is a coach or lead of the team today."), "coach_id")
    assign_coaches(team=team, coaches={person_id: coach_id}, step_at=step_at)
