"""What has been said and decided on the way, each with what it said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.origins import with_origin
from samsteg.participants.way.amending import KINDS
from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Moment,
    Occupation,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    TrialOutcome,
    TrialReason,
)
from samsteg.participants.way.models import (
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.participants.way.undoing import facts_of
from samsteg.people.vault import vaults_of
from samsteg.web.participants.facts import FactView, Origins, views_of
from samsteg.web.participants.person import span
from samsteg.web.participants.words import word

Rows = dict[type[Fact], list[Any]]
Told = tuple[object, Iterable[Any], Callable[[Any], str]]


def decided_rows(stay: Stay) -> Rows:
    """Every version of each. The caller has seen that the stay is the actor's to see whole."""
    return {model: list(with_origin(facts_of(model, stay))) for model in KINDS}


def decided_facts(team: Team, stay: Stay, rows: Rows) -> tuple[FactView, ...]:
    origins = Origins.of_facts([fact for found in rows.values() for fact in found])
    told = [
        *_pauses(rows[QueuePause]),
        (_("Priority in the queue"), rows[QueuePriority], priority_words),
        *_start(rows[Situation]),
        (_("Trial period"), rows[Trial], trial_words),
        *_endings(rows[PlannedEnd]),
        (
            _("What the days hold, at the exit"),
            [one for one in rows[Situation] if one.moment == Moment.EXIT],
            lambda fact: word(Occupation, fact.occupation),
        ),
        (_("In the participant's own words"), rows[OwnWords], _words(team, stay, rows[OwnWords])),
    ]
    return views_of(told, origins)


def _start(found: Sequence[Situation]) -> Iterator[Told]:
    start = [one for one in found if one.moment == Moment.START]
    yield _("How the start is"), start, lambda fact: word(StartForm, fact.start_form)
    yield _("The referrer's signature"), start, lambda fact: str(fact.follow_ups_agreed_on or "")
    yield _("What the days hold, at the start"), start, lambda fact: word(Occupation, fact.occupation)
    yield _("Education"), start, lambda fact: word(Education, fact.education)


def _pauses(found: Sequence[QueuePause]) -> Iterator[Told]:
    for day in sorted({one.started_on for one in found}):
        yield _("Pause in the queue"), [one for one in found if one.started_on == day], pause_words


def pause_words(fact: QueuePause) -> str:
    return f"{span(fact.started_on, fact.ended_on)}, {word(PauseReason, fact.reason)}"


def priority_words(fact: QueuePriority) -> str:
    said = f"{fact.decided_on}, {word(PriorityReason, fact.reason)}"
    if fact.ended_on is None:
        return said
    ended = _("ended %(day)s") % {"day": fact.ended_on}
    return f"{said}, {ended}, {word(PriorityEnd, fact.end_reason)}"


def trial_words(fact: Trial) -> str:
    said = [_("To and including %(day)s") % {"day": fact.ends_on}]
    if fact.prolonged_on:
        longer = _("prolonged %(day)s") % {"day": fact.prolonged_on}
        said += [longer, word(TrialReason, fact.prolonged_reason)]
    if fact.outcome:
        said += [word(TrialOutcome, fact.outcome), str(fact.decided_on)]
    return ", ".join(said)


def _endings(found: Sequence[PlannedEnd]) -> Iterator[Told]:
    for day in sorted({one.decided_on for one in found}):
        label = _("Planned end, decided %(day)s") % {"day": day}
        yield label, [one for one in found if one.decided_on == day], ending_words


def ending_words(fact: PlannedEnd) -> str:
    return f"{fact.planned_on}, {word(ExtensionReason, fact.reason)}"


def _words(team: Team, stay: Stay, found: Sequence[OwnWords]) -> Callable[[OwnWords], str]:
    """Empty where the person's key is destroyed."""
    vault = vaults_of(team.pk, [stay.person_id]).get(stay.person_id) if found else None

    def told(fact: OwnWords) -> str:
        return (vault.open_if_kept(fact.words_cipher, f"own_words:{stay.pk}") or "") if vault else ""

    return told
