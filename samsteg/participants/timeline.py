"""What the time line of a person tells of this layer. Each is rows for `core.merged`, of one person.

Where `opened` is asked for, the rows are those that it lets be read; of the rest the caller has seen that they may be.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from samsteg.access.opened import Opened
from samsteg.accounts.names import name_of
from samsteg.core.kept_questions import KeptRows
from samsteg.core.merged import dated
from samsteg.organisation.models import Team
from samsteg.participants.enums import EventKind, ParallelKind
from samsteg.participants.models import Note, ParallelEffort, PlanStep, ScaleReading, StayEvent
from samsteg.participants.note_services import place_of
from samsteg.participants.parallel import category_of_effort
from samsteg.participants.plans.enums import StepState
from samsteg.participants.plans.places import text_of_step
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.corrected import OF_EVENT
from samsteg.people.vault import Vault

Rows = QuerySet[Any, Any]
NOW = Q(superseded_at__isnull=True)


def event_days(team: Team, person_id: int) -> Rows:
    """The steps of the way. A study visit that has a visit of its own is told there."""
    visited = Visit.objects.filter(
        team=team,
        stay_id=OuterRef("stay_id"),
        on_day=OuterRef("occurred_on"),
        kind=VisitKind.STUDY_VISIT,
        state=VisitState.HELD,
    )
    rows = StayEvent.objects.filter(NOW, team=team, stay__person_id=person_id)
    of_event = StayEvent.objects.filter(team=team, stay_id=OuterRef("stay_id"), kind=OuterRef("kind"))
    before = of_event.filter(superseded_at__lte=OuterRef("recorded_at")).order_by("-superseded_at", "-pk")
    was = JSONObject(**{name: name for name in OF_EVENT})
    return dated(
        rows.exclude(Q(kind=EventKind.STUDY_VISIT) & Exists(visited)),
        "occurred_on",
        kind="kind",
        reason="reason",
        detail="detail",
        detail_text="detail_text",
        extent_percent="extent_percent",
        early_exit="early_exit",
        referrer="stay__referrer",
        before=Subquery(before.values(told=was)[:1]),
        learnt_at="recorded_at",
        writer=name_of("recorded_by_id"),
    )


def effort_days(team: Team, person_id: int, opened: Opened, *, ended: bool = False) -> Rows:
    """When something beside the team began, or (`ended`) ended."""
    told = [code for code in ParallelKind.values if opened.reads(None, category_of_effort(code))]
    rows = ParallelEffort.objects.filter(NOW, team=team, stay__person_id=person_id, code__in=told)
    if ended:
        return dated(rows.filter(ended_on__isnull=False), "ended_on", code="code")
    return dated(rows, "started_on", code="code")


def note_days(team: Team, person_id: int, opened: Opened) -> Rows:
    """Notes as they hold now; those that were taken back are told of among the notes alone."""
    rows = Note.objects.in_team(team.pk).filter(NOW, person_id=person_id, is_retracted=False)
    return dated(
        rows.filter(opened.items(about_two_field="is_about_two")),
        "occurred_on",
        form="form",
        category="category",
        source="source_authority__name",
        series="series",
        writer=name_of("recorded_by_id"),
        second=name_of("second_coach_id"),
    )


def note_texts(team: Team, ids: Collection[int], vault: Vault | None) -> dict[int, str]:
    """Of notes that the caller has found readable, by id. A text whose key is destroyed is empty."""
    rows = _sealed.of_each(ids, Note, team)
    return {pk: (vault.open_if_kept(sealed, place_of(pk)) or "") if vault else "" for pk, sealed in rows}


@KeptRows
def _sealed(model: Any, team: Team, *ids: int) -> QuerySet[Any, tuple[int, Any]]:
    rows: QuerySet[Any, tuple[int, Any]] = model.objects.in_team(team.pk).filter(pk__in=ids)
    return rows.values_list("pk", "text_cipher")


def step_days(team: Team, person_id: int, opened: Opened, *, closed: bool = False) -> Rows:
    """When steps were agreed on, or (`closed`) done or let go."""
    rows = PlanStep.objects.in_team(team.pk).current().filter(opened.items(), person_id=person_id)
    told = {"kind": "kind", "state": "state", "series": "series"}
    if closed:
        return dated(rows.exclude(state=StepState.OPEN), "closed_on", **told)
    return dated(rows, "agreed_on", **told)


def step_texts(team: Team, ids: Collection[int], vault: Vault | None) -> dict[int, str]:
    """As `note_texts`, of steps."""
    rows = _sealed.of_each(ids, PlanStep, team)
    return {pk: (vault.open_if_kept(sealed, text_of_step(pk)) or "") if vault else "" for pk, sealed in rows}


def scale_days(team: Team, person_id: int, opened: Opened) -> Rows:
    rows = ScaleReading.objects.in_team(team.pk).current().filter(opened.items(), person_id=person_id)
    return dated(rows, "read_on", own="own")


def visit_days(team: Team, person_id: int) -> Rows:
    """Visits before the start; one that was moved is told of where it was moved to."""
    rows = Visit.objects.in_team(team.pk).filter(person_id=person_id).exclude(state=VisitState.MOVED)
    return dated(rows, "on_day", kind="kind", state="state", outcome="outcome", at="starts_at")
