"""Writing a plan: its words, the steps agreed, the scale. Nothing that was written is overwritten."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.source_links import note_source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON
from samsteg.participants.note_rules import tidied
from samsteg.participants.once import new_series, sent_before
from samsteg.participants.one_person import stays_in_part
from samsteg.participants.plans.drafts import close_place, drop_draft, scale_place, step_place, text_place
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.models import PlanStep, PlanText, ScaleReading
from samsteg.participants.plans.places import text_of_step, text_of_text, words_of_scale, words_of_step
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.rules import (
    LONGEST_STEP,
    PlanRefused,
    StalePlan,
    check_scale,
    check_step,
    check_text,
)
from samsteg.participants.sourced import SourcedFact
from samsteg.participants.sources import require_keepable, require_staff
from samsteg.people.vault import vault_to_fill

S = TypeVar("S", bound=SourcedFact)


@transaction.atomic
def write_text(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    part: str,
    source_id: int | None,
    category: str,
    text: str,
    expected_version: int,
) -> PlanText | None:
    """What the part says from now on; the same again changes nothing. `expected_version` 0: nothing stood there.

    Raises NotVisible for who isn't the actor's to see, PermissionRefused, PlanRefused, SourceRefused where no consent
    lets the team keep it, and StalePlan when somebody has changed the part since.
    """
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    text = tidied(text)
    if part not in PlanPart.values:
        raise NotVisible
    check_text(text, category)
    require_keepable(team, person_id, source_id, category)
    rows = PlanText.objects.in_team(team.pk).filter(person_id=person_id, part=part)
    now = rows.current().filter(source_authority_id=source_id).select_for_update().first()
    _expect(now, expected_version)
    vault = vault_to_fill(team.pk, person_id)
    drop_draft(actor=actor, team=team, person_id=person_id, place=text_place(part, source_id))
    before = vault.open_if_kept(now.text_cipher, text_of_text(now.pk)) if now else ""
    if before == text and (now is None or now.category == category):
        return now
    new = PlanText(part=part, category=category, source_authority_id=source_id)
    _prepare(new, now, actor, team, person_id)
    new.text_cipher = vault.seal(text, text_of_text(new.pk))
    _put(new, now)
    return new


@transaction.atomic
def agree_step(
    *, actor: Actor, team: Team, person_id: int, values: StepValues, once: uuid.UUID | None = None
) -> PlanStep:
    """A new step; the same form sent twice makes one. Raises as `write_text`."""
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    values = _checked_step(actor, values)
    rows = PlanStep.objects.all()
    made = sent_before(rows, team=team, person_id=person_id, actor=actor, once=once)
    if made is not None and values_of_step(made, _opened(made)) == values:
        return made
    step = PlanStep(
        series=new_series(made, once),
        state=StepState.OPEN,
        stay_id=stay_on(actor, team, person_id, values.agreed_on),
    )
    _save_step(step, None, actor, team, person_id, values)
    drop_draft(actor=actor, team=team, person_id=person_id, place=step_place(values.kind, None))
    return step


@transaction.atomic
def change_step(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, values: StepValues
) -> PlanStep:
    """Another wording or another day; what was agreed before can still be read. Raises as `write_text`."""
    require(actor, "plan.write", team)
    now = _current_step(actor, team, series, expected_version)
    values = _checked_step(actor, replace(values, kind=StepKind(now.kind)))
    drop_draft(actor=actor, team=team, person_id=now.person_id, place=step_place(None, series))
    if values_of_step(now, _opened(now)) == values:
        return now
    step = _follower(now)
    _save_step(step, now, actor, team, now.person_id, values, words=_opened_words(now))
    return step


@transaction.atomic
def close_step(
    *,
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    expected_version: int,
    state: StepState,
    words: str = "",
    on: dt.date | None = None,
) -> PlanStep:
    """The step is done or let go, with the person's own words if there are any. `StepState.OPEN` takes it up again.

    Raises as `write_text`.
    """
    require(actor, "plan.write", team)
    now = _current_step(actor, team, series, expected_version)
    words = tidied(words)
    check_text(words, now.category, longest=LONGEST_STEP, field="words")
    drop_draft(actor=actor, team=team, person_id=now.person_id, place=close_place(series))
    if state == now.state and words == _opened_words(now):
        return now
    step = _follower(now)
    step.state = state
    step.closed_on = None if state == StepState.OPEN else max(on or timezone.localdate(), now.agreed_on)
    if step.closed_on and step.closed_on > timezone.localdate():
        raise PlanRefused(_("The day has not been yet. Write today's day or an earlier one."), "closed_on")
    _save_step(step, now, actor, team, now.person_id, values_of_step(now, _opened(now)), words=words)
    return step


@transaction.atomic
def read_scale(
    *, actor: Actor, team: Team, person_id: int, values: ScaleValues, once: uuid.UUID | None = None
) -> ScaleReading:
    """Notes where the person says to stand; the same form sent twice makes one. Raises as `write_text`."""
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    values = _checked_scale(values)
    drop_draft(actor=actor, team=team, person_id=person_id, place=scale_place(None))
    rows = ScaleReading.objects.all()
    made = sent_before(rows, team=team, person_id=person_id, actor=actor, once=once)
    if made is not None and _is_same(made, values):
        return made
    reading = ScaleReading(
        series=new_series(made, once), stay_id=stay_on(actor, team, person_id, values.read_on)
    )
    _save_scale(reading, None, actor, team, person_id, values)
    return reading


@transaction.atomic
def correct_scale(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, values: ScaleValues
) -> ScaleReading:
    """Raises as `write_text`."""
    require(actor, "plan.write", team)
    now = _current_scale(actor, team, series, expected_version)
    drop_draft(actor=actor, team=team, person_id=now.person_id, place=scale_place(series))
    reading = ScaleReading(series=series, stay_id=stay_on(actor, team, now.person_id, values.read_on))
    _save_scale(reading, now, actor, team, now.person_id, _checked_scale(values))
    return reading


@transaction.atomic
def take_back_scale(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> None:
    """For a number in the wrong record: it is no longer told, and its versions are kept. Raises as `write_text`."""
    require(actor, "plan.write", team)
    now = _current_scale(actor, team, series, expected_version)
    now.superseded_at = timezone.now()
    now.save(update_fields=["superseded_at"])


def values_of_step(step: PlanStep, text: str) -> StepValues:
    return StepValues(
        kind=StepKind(step.kind),
        text=text,
        agreed_on=step.agreed_on,
        due_on=step.due_on,
        promised_by_id=step.promised_by_id,
        category=step.category,
    )


def stay_on(actor: Actor, team: Team, person_id: int, day: dt.date) -> int | None:
    """The stay that the day falls in: the last that had begun by then."""
    stays = stays_in_part(actor, team, person_id).annotate(began_on=BEGAN_ON).filter(began_on__lte=day)
    return stays.order_by("-began_on", "-pk").values_list("pk", flat=True).first()


def _checked_step(actor: Actor, values: StepValues) -> StepValues:
    values = replace(values, text=tidied(values.text))
    check_step(values, timezone.localdate())
    keeper = (values.promised_by_id or actor.user_id) if values.kind is StepKind.PROMISE else None
    return replace(values, promised_by_id=keeper)


def _checked_scale(values: ScaleValues) -> ScaleValues:
    values = replace(values, words=tidied(values.words))
    check_scale(values, timezone.localdate())
    return values


def _is_same(made: ScaleReading, values: ScaleValues) -> bool:
    vault = vault_to_fill(made.team_id, made.person_id)
    words = made.words_cipher and vault.open_if_kept(made.words_cipher, words_of_scale(made.pk))
    said = (made.read_on, made.own, made.coach, words or "")
    return said == (values.read_on, values.own, values.coach, values.words)


def _current_step(actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> PlanStep:
    """The version that holds, locked. Raises NotVisible, StalePlan."""
    seen = PlanStep.objects.in_team(team.pk).readable_by(actor).current().filter(series=series)
    now = PlanStep.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if now is None:
        raise NotVisible
    require_staff(actor, team, now.person_id)
    _expect(now, expected_version)
    return now


def _current_scale(actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> ScaleReading:
    """As `_current_step`."""
    seen = ScaleReading.objects.in_team(team.pk).readable_by(actor).current().filter(series=series)
    now = ScaleReading.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if now is None:
        raise NotVisible
    require_staff(actor, team, now.person_id)
    _expect(now, expected_version)
    return now


def _expect(now: SourcedFact | None, expected_version: int) -> None:
    """Raises StalePlan."""
    held = now.version if now is not None and now.superseded_at is None else 0
    if held != expected_version:
        raise StalePlan(
            _(
                "Somebody else has changed this since you opened it. Your text is kept. Compare them and choose."
            )
        )


def _opened(step: PlanStep) -> str:
    vault = vault_to_fill(step.team_id, step.person_id)
    return vault.open_if_kept(step.text_cipher, text_of_step(step.pk)) or ""


def _opened_words(step: PlanStep) -> str:
    if step.words_cipher is None:
        return ""
    vault = vault_to_fill(step.team_id, step.person_id)
    return vault.open_if_kept(step.words_cipher, words_of_step(step.pk)) or ""


def _follower(now: PlanStep) -> PlanStep:
    return PlanStep(
        series=now.series,
        stay_id=now.stay_id,
        state=now.state,
        closed_on=now.closed_on,
        source_authority_id=now.source_authority_id,
    )


def _save_step(
    step: PlanStep,
    now: PlanStep | None,
    actor: Actor,
    team: Team,
    person_id: int,
    values: StepValues,
    words: str = "",
) -> None:
    _prepare(step, now, actor, team, person_id)
    step.kind, step.category = values.kind, values.category
    step.agreed_on, step.due_on = values.agreed_on, values.due_on
    step.promised_by_id = values.promised_by_id
    vault = vault_to_fill(team.pk, person_id)
    step.text_cipher = vault.seal(values.text, text_of_step(step.pk))
    step.words_cipher = vault.seal(words, words_of_step(step.pk)) if words else None
    _put(step, now)


def _save_scale(
    reading: ScaleReading,
    now: ScaleReading | None,
    actor: Actor,
    team: Team,
    person_id: int,
    values: ScaleValues,
) -> None:
    _prepare(reading, now, actor, team, person_id)
    reading.read_on, reading.own, reading.coach = values.read_on, values.own, values.coach
    reading.category = values.category
    if values.words:
        vault = vault_to_fill(team.pk, person_id)
        reading.words_cipher = vault.seal(values.words, words_of_scale(reading.pk))
    _put(reading, now)


def _prepare(new: SourcedFact, now: SourcedFact | None, actor: Actor, team: Team, person_id: int) -> None:
    (new.pk,) = new_ids(type(new), 1)
    new.team, new.person_id = team, person_id
    new.version = now.version + 1 if now else 1
    new.recorded_by_id, new.recorded_at = actor.user_id, timezone.now()


def _put(new: SourcedFact, now: SourcedFact | None) -> None:
    """Closes what held and stores what holds from now on. Raises StalePlan for the second of two at once."""
    try:
        with transaction.atomic():
            if now is not None:
                now.superseded_at = new.recorded_at
                now.save(update_fields=["superseded_at"])
            new.save(force_insert=True)
    except IntegrityError as fault:
        raise StalePlan(
            _(
                "Somebody else has changed this since you opened it. Your text is kept. Compare them and choose."
            )
        ) from fault
    note_source(team=new.team, person_id=new.person_id, authority_id=new.source_authority_id)
