"""What is written at a meeting: part by part under the person's key, drafts while one types, steps that were agreed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.enums import CATEGORY_OF, FollowUpState, MinutePart
from samsteg.follow_ups.models import AgreedStep, FollowUp, MinuteText
from samsteg.follow_ups.records import Booking, Minutes
from samsteg.follow_ups.services import (
    ACT,
    book,
    booking_of,
    current_follow_up,
    hold,
    next_version,
    store,
)
from samsteg.follow_ups.workflow import Event, FollowUpRefused, check
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import Draft, Drafts
from samsteg.participants.note_rules import tidied
from samsteg.people.vault import Vault, vault_to_fill

LONGEST_PART = 20_000
MOST_STEPS = 30
LONGEST_STEP = 500
DRAFTS = Drafts(DraftKind.MINUTES, frozenset(MinutePart.values), LONGEST_PART)


def text_place(pk: int) -> str:
    return f"minutes:{pk}"


def step_place(pk: int) -> str:
    return f"agreed_step:{pk}"


@transaction.atomic
def hold_meeting(
    *,
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    expected_version: int,
    minutes: Minutes,
    then: Booking | None = None,
) -> FollowUp:
    """The booked meeting was held, with its minutes; of one that is held already, the minutes are corrected.

    `then` is the next meeting, booked with it. The actor's draft is gone. Raises NotVisible, PermissionRefused,
    StaleFollowUp and FollowUpRefused, and then nothing is saved.
    """
    now = current_follow_up(actor, team, series, expected_version)
    typed = _checked(minutes)
    if now.state == FollowUpState.BOOKED:
        held = hold(now, actor=actor, team=team)
    else:
        check(Event.CORRECT, FollowUpState(now.state), actor.roles.get(team.pk, frozenset()), {})
        held = store(actor, next_version(now), booking_of(now), after=now)
    save_written(held, typed, typed.get(MinutePart.AGREED, ""))
    drop_draft(actor=actor, team=team, person_id=held.person_id, series=series)
    if then is not None:
        try:
            book(actor=actor, team=team, person_id=held.person_id, booking=then)
        except FollowUpRefused as fault:
            raise FollowUpRefused(str(fault), f"next_{fault.field}" if fault.field else "next_on") from fault
    return held


def save_written(held: FollowUp, typed: Mapping[str, str], agreed: str) -> None:
    """What was written at a meeting that is stored as held."""
    _save_texts(held, typed)
    _save_steps(held, agreed)


def _checked(minutes: Minutes) -> dict[str, str]:
    typed = {part: tidied(minutes.texts.get(part, "")) for part in MinutePart.values}
    for part, text in typed.items():
        if len(text) > LONGEST_PART:
            raise FollowUpRefused(
                _("The text is %(length)d characters long. At most %(most)d fit.")
                % {"length": len(text), "most": LONGEST_PART},
                part,
            )
    steps = steps_in(typed[MinutePart.AGREED])
    if len(steps) > MOST_STEPS or any(len(step) > LONGEST_STEP for step in steps):
        raise FollowUpRefused(
            _("Write at most %(most)d things, one on each line, each at most %(length)d characters long.")
            % {"most": MOST_STEPS, "length": LONGEST_STEP},
            MinutePart.AGREED,
        )
    return typed


def steps_in(text: str) -> list[str]:
    """One a line, each once."""
    lines = (line.strip().lstrip("-\u2013\u2022 \t").strip() for line in text.split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def _save_texts(held: FollowUp, typed: Mapping[str, str]) -> None:
    """What differs is written anew; what is equal stays."""
    vault = vault_to_fill(held.team_id, held.person_id)
    rows = MinuteText.objects.current().filter(team_id=held.team_id, series=held.series)
    now = {row.part: row for row in rows}
    for part, text in typed.items():
        row = now.get(part)
        before = vault.open_if_kept(row.text_cipher, text_place(row.pk)) if row else ""
        if part == MinutePart.AGREED or before == text:
            continue
        if row is not None:
            row.superseded_at = held.recorded_at
            row.save(update_fields=["superseded_at"])
        if not text:
            continue
        (pk,) = new_ids(MinuteText, 1)
        MinuteText.objects.create(
            pk=pk,
            team_id=held.team_id,
            person_id=held.person_id,
            series=held.series,
            part=part,
            category=CATEGORY_OF[part],
            text_cipher=vault.seal(text, text_place(pk)),
            recorded_at=held.recorded_at,
            recorded_by_id=held.recorded_by_id,
            source_id=held.source_id,
        )


def _save_steps(held: FollowUp, text: str) -> None:
    """A step that is still among the lines keeps what has become of it."""
    vault = vault_to_fill(held.team_id, held.person_id)
    rows = AgreedStep.objects.current().filter(team_id=held.team_id, series=held.series)
    known = {vault.open_if_kept(row.text_cipher, step_place(row.pk)): row for row in rows}
    wanted = steps_in(text)
    for step, row in known.items():
        if step not in wanted:
            row.superseded_at = held.recorded_at
            row.save(update_fields=["superseded_at"])
    for ordinal, step in enumerate(wanted):
        if step not in known:
            made = AgreedStep(
                team_id=held.team_id, person_id=held.person_id, series=held.series, ordinal=ordinal
            )
            _seal_step(made, step, vault)
            made.recorded_at, made.recorded_by_id = held.recorded_at, held.recorded_by_id
            made.source_id = held.source_id
            made.save(force_insert=True)


def _seal_step(step: AgreedStep, text: str, vault: Vault) -> None:
    (step.pk,) = new_ids(AgreedStep, 1)
    step.category = CATEGORY_OF[MinutePart.AGREED]
    step.text_cipher = vault.seal(text, step_place(step.pk))


@transaction.atomic
def mark_step(*, actor: Actor, team: Team, person_id: int, step_id: int, is_done: bool) -> AgreedStep:
    """What was agreed is done today, or isn't after all. Twice is once. Raises NotVisible, PermissionRefused."""
    require(actor, ACT, team)
    seen = (
        AgreedStep.objects.in_team(team.pk).open_to(actor).current().filter(person_id=person_id, pk=step_id)
    )
    now = AgreedStep.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if now is None or now.superseded_at is not None:
        raise NotVisible
    if (now.done_on is not None) == is_done:
        return now
    vault = vault_to_fill(team.pk, person_id)
    text = vault.open_if_kept(now.text_cipher, step_place(now.pk)) or ""
    moment = timezone.now()
    made = AgreedStep(team=team, person_id=person_id, series=now.series, ordinal=now.ordinal)
    made.done_on = timezone.localdate() if is_done else None
    _seal_step(made, text, vault)
    now.superseded_at = moment
    now.save(update_fields=["superseded_at"])
    made.recorded_at, made.recorded_by_id = moment, actor.user_id
    made.source_id = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE).pk
    made.save(force_insert=True)
    return made


def keep_draft(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, typed: Mapping[str, str]
) -> SealedDraft | None:
    """Keeps what the actor has typed, right or wrong; None when no part has any text, and then nothing is kept.

    Raises NotVisible, PermissionRefused.
    """
    require(actor, ACT, team)
    seen = FollowUp.objects.in_team(team.pk).open_to(actor).current()
    if not seen.filter(person_id=person_id, series=series).exists():
        raise NotVisible
    return DRAFTS.keep(actor=actor, team=team, person_id=person_id, key=str(series), typed=typed)


def draft_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> Draft:
    """What the actor has typed."""
    return DRAFTS.read(actor=actor, team=team, person_id=person_id, key=str(series))


def drop_draft(*, actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, ACT, team)
    DRAFTS.drop(actor=actor, team=team, person_id=person_id, key=str(series))
