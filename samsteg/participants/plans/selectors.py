"""Reading plans: what one person's plan says as far as the reader may know it, and the least of many."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from samsteg.core.actor import Actor, Participant
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.models import PlanStep, PlanText, ScaleReading
from samsteg.participants.plans.places import text_of_step, text_of_text, words_of_scale, words_of_step
from samsteg.participants.plans.records import (
    Origin,
    Plan,
    PlanSummary,
    Promise,
    ReadScale,
    ReadStep,
    ReadText,
    ScaleValues,
)
from samsteg.participants.plans.services import values_of_step
from samsteg.participants.sourced import SourcedFact, SourcedQuerySet
from samsteg.people.names import NAME_COLUMNS, open_name
from samsteg.people.vault import Vault, vault_of, vaults_of

R = TypeVar("R", PlanStep, ScaleReading)
KINDS = (PlanText, PlanStep, ScaleReading)
MOST_CLOSED = 50  # steps that are told of on the page
LAST_DAY = dt.date.max


def plan_of(actor: Actor, team: Team, person_id: int) -> Plan:
    """What holds now. The caller logs the read."""
    readable = (_readable(kind, actor, team, person_id) for kind in KINDS)
    return _plan(team.pk, person_id, *readable)


def plan_for_participant(who: Participant) -> Plan:
    """The own plan, without what an authority has told. Within `core.context.own_page`; the caller logs the read."""
    own: dict[str, Any] = {"team_id": who.team_id, "person_id": who.person_id, "source_authority": None}
    return _plan(who.team_id, who.person_id, *(list(_now(kind.objects.filter(**own))) for kind in KINDS))


@KeptRows
def _readable(kind: Any, actor: Actor, team: Team, person_id: int) -> QuerySet[Any]:
    """What holds now of one kind, of what the actor may read of the person."""
    return _now(kind.objects.readable_by(actor).filter(team=team, person_id=person_id))


def _now(rows: SourcedQuerySet[Any]) -> SourcedQuerySet[Any]:
    return rows.current().select_related("source_authority")


def _plan(
    team_id: int,
    person_id: int,
    texts: list[PlanText],
    steps: list[PlanStep],
    readings: list[ScaleReading],
) -> Plan:
    if not (texts or steps or readings):
        return Plan()
    steps.sort(key=lambda row: (row.closed_on or LAST_DAY, row.pk), reverse=True)
    readings.sort(key=lambda row: (row.read_on, row.recorded_at, row.pk))
    vault = vaults_of(team_id, [person_id]).get(person_id)
    read = [_text(row, vault) for row in texts]
    order = list(PlanPart.values)
    read.sort(key=lambda one: (order.index(one.part), one.origin.source_id is not None, one.origin.source))
    open_ = sorted((row for row in steps if row.state == StepState.OPEN), key=_soonest)
    closed = [row for row in steps if row.state != StepState.OPEN][:MOST_CLOSED]
    return Plan(
        texts=tuple(one for one in read if one.text),
        steps=tuple(_step(row, vault) for row in (*open_, *closed)),
        scale=tuple(_scale(row, vault) for row in readings),
    )


def versions_of_text(
    actor: Actor, team: Team, person_id: int, part: str, source_id: int | None
) -> tuple[ReadText, ...]:
    """All that the part has said, newest first; the first is what holds, also when that is nothing."""
    rows = list(
        PlanText.objects.in_team(team.pk)
        .readable_by(actor)
        .filter(person_id=person_id, part=part, source_authority_id=source_id)
        .select_related("source_authority")
        .order_by("-version")
    )
    vault = vaults_of(team.pk, [person_id]).get(person_id) if rows else None
    return tuple(_text(row, vault) for row in rows)


def versions_of_step(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> tuple[ReadStep, ...]:
    """Newest first; the first holds now. Raises NotVisible for a step that isn't the actor's to read."""
    rows = list(
        PlanStep.objects.in_team(team.pk)
        .readable_by(actor)
        .filter(person_id=person_id, series=series)
        .select_related("source_authority")
        .order_by("-version")
    )
    if not rows or rows[0].superseded_at is not None:
        raise NotVisible
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    return tuple(_step(row, vault) for row in rows)


def versions_of_scale(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> tuple[ReadScale, ...]:
    """As `versions_of_step`."""
    rows = list(
        ScaleReading.objects.in_team(team.pk)
        .readable_by(actor)
        .filter(person_id=person_id, series=series)
        .select_related("source_authority")
        .order_by("-version")
    )
    if not rows or rows[0].superseded_at is not None:
        raise NotVisible
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    return tuple(_scale(row, vault) for row in rows)


def plan_summary(actor: Actor, team: Team, person_ids: Collection[int]) -> dict[int, PlanSummary]:
    """By person, of persons whom the actor sees: three questions however many they are. Who has no plan is left out.

    The caller logs the read.
    """
    wanted = list(person_ids)
    steps = _by_person(
        PlanStep.objects.in_team(team.pk)
        .readable_by(actor)
        .current()
        .filter(person_id__in=wanted, state=StepState.OPEN)
    )
    readings = _by_person(
        ScaleReading.objects.in_team(team.pk)
        .readable_by(actor)
        .current()
        .filter(person_id__in=wanted)
        .order_by("read_on", "recorded_at", "pk")
    )
    vaults = vaults_of(team.pk, steps) if steps else {}
    return {
        person_id: _summary(steps.get(person_id, []), readings.get(person_id, []), vaults.get(person_id))
        for person_id in {*steps, *readings}
    }


def words_of_many(
    actor: Actor, team: Team, person_ids: Collection[int], part: PlanPart
) -> dict[int, tuple[str, ...]]:
    """What one part of the plan says, by person. The caller logs the read."""
    rows = PlanText.objects.in_team(team.pk).listed_for(actor).current()
    found = list(rows.filter(person_id__in=list(person_ids), part=part).order_by("source_authority_id", "pk"))
    vaults = vaults_of(team.pk, {row.person_id for row in found}) if found else {}
    said: dict[int, list[str]] = defaultdict(list)
    for row in found:
        if text := _open(vaults.get(row.person_id), row.text_cipher, text_of_text(row.pk)):
            said[row.person_id].append(text)
    return {person_id: tuple(texts) for person_id, texts in said.items()}


def promises_of(actor: Actor, team: Team) -> tuple[Promise, ...]:
    """What the actor has promised and not yet kept, soonest first. The caller logs the read of the persons."""
    return tuple(_own_promise(row) for row in sorted(promises_question(actor, team), key=_soonest))


def _own_promise(row: Any) -> Promise:
    """Key and name were read along."""
    sealed_key = (row.key_id, row.wrapped_key)
    name = open_name(row.person_id, (*sealed_key, row.name_cipher)).full
    return replace(_promise(row, vault_of(row.person_id, sealed_key)), name=name)


@KeptRows
def promises_question(actor: Actor, team: Team) -> QuerySet[Any, Any]:
    rows = PlanStep.objects.in_team(team.pk).listed_for(actor).current()
    asked = rows.filter(kind=StepKind.PROMISE, state=StepState.OPEN, promised_by_id=actor.user_id)
    return asked.annotate(
        key_id=F(NAME_COLUMNS[0]), wrapped_key=F(NAME_COLUMNS[1]), name_cipher=F(NAME_COLUMNS[2])
    )


def _summary(steps: list[PlanStep], readings: list[ScaleReading], vault: Vault | None) -> PlanSummary:
    ordered = sorted(steps, key=_soonest)
    following = next((row for row in ordered if row.kind == StepKind.STEP), None)
    of_stay = [row for row in readings if row.stay_id == readings[-1].stay_id]
    return PlanSummary(
        scale_first=of_stay[0].own if of_stay else None,
        scale_now=of_stay[-1].own if of_stay else None,
        scale_on=of_stay[-1].read_on if of_stay else None,
        scale=tuple(row.own for row in of_stay),
        next_step=_step(following, vault).values.text if following else "",
        next_step_on=following.due_on if following else None,
        promises=tuple(_promise(row, vault) for row in ordered if row.kind == StepKind.PROMISE),
    )


def _by_person(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _soonest(row: PlanStep) -> tuple[dt.date, dt.date, int]:
    return (row.due_on or LAST_DAY, row.agreed_on, row.pk)


def _promise(row: PlanStep, vault: Vault | None) -> Promise:
    text = _open(vault, row.text_cipher, text_of_step(row.pk))
    return Promise(row.person_id, row.series, text, row.due_on, row.promised_by_id)


def _text(row: PlanText, vault: Vault | None) -> ReadText:
    return ReadText(row.part, _open(vault, row.text_cipher, text_of_text(row.pk)), _origin(row))


def _step(row: PlanStep, vault: Vault | None) -> ReadStep:
    return ReadStep(
        series=row.series,
        values=values_of_step(row, _open(vault, row.text_cipher, text_of_step(row.pk))),
        state=StepState(row.state),
        closed_on=row.closed_on,
        words=_open(vault, row.words_cipher, words_of_step(row.pk)),
        origin=_origin(row),
    )


def _scale(row: ScaleReading, vault: Vault | None) -> ReadScale:
    words = _open(vault, row.words_cipher, words_of_scale(row.pk))
    values = ScaleValues(
        read_on=row.read_on, own=row.own, coach=row.coach, words=words, category=row.category
    )
    return ReadScale(row.series, values, row.stay_id, _origin(row))


def _open(vault: Vault | None, sealed: bytes | memoryview | None, place: str) -> str:
    return (vault.open_if_kept(sealed, place) or "") if vault and sealed is not None else ""


def _origin(row: SourcedFact) -> Origin:
    # A row that is read without its authority (for summaries) tells no name.
    cached = row._state.fields_cache.get("source_authority") if row.source_authority_id else None
    return Origin(
        version=row.version,
        written_at=row.recorded_at,
        writer_id=row.recorded_by_id,
        category=row.category,
        source_id=row.source_authority_id,
        source=cached.name if cached else "",
    )
