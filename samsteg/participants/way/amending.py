"""Correcting what has been said and decided on the way, also once a newer step is taken: each a new dated fact beside
the old one, never over it. The days themselves are corrected in `correcting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Role
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact, Stamp, Values, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.current import facts_now, known_now, stay_now
from samsteg.participants.way.decided import Around, Decided, Ending, Pause, check_decided
from samsteg.participants.way.early import require_early
from samsteg.participants.way.enums import Moment
from samsteg.participants.way.models import (
    CURRENT,
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.own_words import own_words_of
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import ACT, keep_words, page_stamp
from samsteg.participants.way.undoing import facts_of

KINDS: tuple[type[Fact], ...] = (Situation, Trial, PlannedEnd, QueuePause, QueuePriority, OwnWords)
OF_START = ("start_form", "follow_ups_agreed_on", "occupation", "education")
OF_PRIORITY = ("priority_on", "priority_reason", "priority_ended_on", "priority_end_reason")
OF_TRIAL = ("trial_ends_on", "trial_outcome", "trial_decided_on")


def decided_version(stay: Stay) -> str:
    """Changes with every such fact of the stay; a form carries it, so that a stale one is noticed."""
    moments = [
        found
        for model in KINDS
        for found in facts_of(model, stay)
        .aggregate(a=models.Max("recorded_at"), b=models.Max("superseded_at"))
        .values()
        if found
    ]
    return max(moments).isoformat() if moments else ""


def decided_now(team: Team, stay: Stay) -> Decided:
    """What holds now. The caller has seen that the stay is the actor's to see whole."""
    values: dict[str, Any] = {"own_words": own_words_of(team, stay)}
    said = {one.moment: one for one in Situation.objects.filter(CURRENT, team=team, stay=stay)}
    if (start := said.get(Moment.START)) is not None:
        values |= {name: getattr(start, name) for name in OF_START}
    if (end := said.get(Moment.EXIT)) is not None:
        values["occupation_exit"] = end.occupation
    if (trial := Trial.objects.filter(CURRENT, team=team, stay=stay).first()) is not None:
        values |= dict(zip(OF_TRIAL, (trial.ends_on, trial.outcome, trial.decided_on), strict=True))
    if (held := QueuePriority.objects.filter(CURRENT, team=team, stay=stay).first()) is not None:
        told = (held.decided_on, held.reason, held.ended_on, held.end_reason)
        values |= dict(zip(OF_PRIORITY, told, strict=True))
    pauses = QueuePause.objects.filter(CURRENT, team=team, stay=stay).order_by("started_on")
    endings = PlannedEnd.objects.filter(CURRENT, team=team, stay=stay).order_by("decided_on")
    return Decided(
        **values,
        pauses=tuple(Pause(one.started_on, one.ended_on, one.reason) for one in pauses),
        endings=tuple(Ending(one.decided_on, one.planned_on, one.reason) for one in endings),
    )


@transaction.atomic
def amend(*, actor: Actor, team: Team, stay_id: int, said: Decided, expected_version: str) -> None:
    """Makes what holds say this. A row that isn't there any more is taken away, and can still be read.

    Raises PermissionRefused, NotVisible, StepRefused, which names the field where it is one.
    """
    require(actor, ACT, team)
    stamp = page_stamp(actor, team)
    today = timezone.localdate()
    stay, _state = stay_now(actor, team, stay_id, today)
    if decided_version(stay) != expected_version:
        raise StepRefused(
            _("Somebody else has changed the stay meanwhile. Your values are kept. Compare them.")
        )
    before = decided_now(team, stay)
    around = Around(
        today=today,
        born_on=known_now(stay).born_on,
        queue_on=stay.queue_on,  # type: ignore[attr-defined]  # annotated by stay_now
        enrolled_on=stay.enrolled_on,
        exited_on=stay.exited_on,
        ended_on=stay.not_enrolled_on,
        early_exit=stay.early_exit,
    )
    _check_changed(actor, team, before, said)
    check_decided(said, around, before)
    _write(_Writing(team, stay, stamp), before, said)
    if stay.early_exit and _of(before, OF_TRIAL) != _of(said, OF_TRIAL):
        _check_early(team, stay)


def _check_changed(actor: Actor, team: Team, before: Decided, said: Decided) -> None:
    """Raises StepRefused for what isn't the actor's to decide, and where a stay would be without a planned end."""
    if _of(before, OF_PRIORITY) != _of(said, OF_PRIORITY) and not actor.has_role(team.pk, Role.TEAM_LEAD):
        raise StepRefused(_("Only the team lead does this. Ask the team lead."), "priority_on")
    if before.endings and not said.endings:
        raise StepRefused(_("Keep one decision on the planned end. Mend its day instead."))


def _check_early(team: Team, stay: Stay) -> None:
    try:
        require_early(team, stay, facts_now(stay))
    except StepRefused as refusal:
        raise StepRefused(str(refusal), "trial_ends_on") from None


def _of(said: Decided, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(said, name) for name in names)


class _Writing:
    """Makes facts of one stay say something else, at one moment."""

    def __init__(self, team: Team, stay: Stay, stamp: Stamp) -> None:
        self.team, self.stay, self.stamp = team, stay, stamp

    def replace(
        self,
        model: type[Fact],
        key: Sequence[str],
        values: Sequence[str],
        desired: Mapping[Values, Values | None],
    ) -> None:
        replace_facts(
            facts_of(model, self.stay),
            team_id=self.team.pk,
            key=("stay_id", *key),
            values=values,
            desired={(self.stay.pk, *at): want for at, want in desired.items()},
            stamp=self.stamp,
        )


def _write(writing: _Writing, before: Decided, said: Decided) -> None:
    _write_situations(writing, before, said)
    _write_trial(writing, before, said)
    values = ("decided_on", "reason", "ended_on", "end_reason")
    told = _of(said, OF_PRIORITY)
    writing.replace(QueuePriority, (), values, {(): told if said.priority_on else None})
    gone: dict[Values, Values | None] = {(one.started_on,): None for one in before.pauses}
    pauses = {(one.started_on,): (one.ended_on, one.reason) for one in said.pauses}
    writing.replace(QueuePause, ("started_on",), ("ended_on", "reason"), gone | pauses)
    gone = {(one.decided_on,): None for one in before.endings}
    endings = {(one.decided_on,): (one.planned_on, one.reason) for one in said.endings}
    writing.replace(PlannedEnd, ("decided_on",), ("planned_on", "reason"), gone | endings)
    if said.own_words.strip() != before.own_words:
        keep_words(writing.team, writing.stay, writing.stamp, said.own_words.strip())


def _write_situations(writing: _Writing, before: Decided, said: Decided) -> None:
    """Only of the moments that there are; why the start came before the referral stays."""
    held = Situation.objects.filter(CURRENT, team=writing.team, stay=writing.stay)
    order = dict(held.values_list("moment", "order_reason"))
    desired: dict[Values, Values | None] = {}
    if _of(before, OF_START) != _of(said, OF_START):
        desired[(Moment.START.value,)] = (*_of(said, OF_START), order.get(Moment.START, ""))
    if before.occupation_exit != said.occupation_exit:
        desired[(Moment.EXIT.value,)] = ("", None, said.occupation_exit, "", "")
    writing.replace(Situation, ("moment",), (*OF_START, "order_reason"), desired)


def _write_trial(writing: _Writing, before: Decided, said: Decided) -> None:
    held = Trial.objects.filter(CURRENT, team=writing.team, stay=writing.stay).first()
    prolonged = (held.prolonged_on, held.prolonged_reason) if held else (None, "")
    wanted = (*_of(said, OF_TRIAL), *prolonged) if said.trial_ends_on else None
    if _of(before, OF_TRIAL) != _of(said, OF_TRIAL):
        names = ("ends_on", "outcome", "decided_on", "prolonged_on", "prolonged_reason")
        writing.replace(Trial, (), names, {(): wanted})
