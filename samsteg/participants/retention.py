"""What this layer holds of where a person lives, and in free text. Called by `exchange.protecting`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import TELLS_WHERE
from samsteg.participants.meetings.models import MeetingDecision
from samsteg.participants.models import (
    Note,
    PersonAround,
    PlanStep,
    PlanText,
    ScaleReading,
    SealedDraft,
    Stay,
    StayDetail,
    StayEvent,
)
from samsteg.participants.projection import project


@dataclass(frozen=True, slots=True)
class HeldOfStays:
    has_municipality: bool
    has_free_text: bool


def stay_ids_of(team: Team, person_id: int) -> list[int]:
    return list(Stay.objects.in_team(team.pk).filter(person_id=person_id).values_list("pk", flat=True))


def held_of_stays(team: Team, stay_ids: list[int]) -> HeldOfStays:
    """Also in versions that hold no more."""
    details = StayDetail.objects.filter(team=team, stay_id__in=stay_ids).exclude(municipality_code="")
    events = StayEvent.objects.filter(team=team, stay_id__in=stay_ids).exclude(detail_text="")
    return HeldOfStays(details.exists(), events.exists())


def forget_municipality(team: Team, stay_ids: list[int]) -> None:
    """In every version: where somebody is registered is what the protection hides."""
    StayDetail.objects.filter(team=team, stay_id__in=stay_ids).update(municipality_code="")
    project(team.pk, stay_ids)


def forget_free_text(team: Team, stay_ids: list[int]) -> None:
    StayEvent.objects.filter(team=team, stay_id__in=stay_ids).update(detail_text="")
    project(team.pk, stay_ids)


def forget_notes(team: Team, person_id: int) -> None:
    """Closes the notes, which nobody can read again without the person's data key."""
    now = Note.objects.filter(team=team, person_id=person_id, superseded_at__isnull=True)
    now.update(superseded_at=timezone.now())


def forget_plan(team: Team, person_id: int) -> None:
    """As `forget_notes`, of what the plan says."""
    for model in (PlanText, PlanStep, ScaleReading):
        now = model._default_manager.filter(team=team, person_id=person_id, superseded_at__isnull=True)
        now.update(superseded_at=timezone.now())


def forget_decisions(team: Team, person_id: int) -> None:
    """As `forget_notes`, of what team meetings have decided."""
    now = MeetingDecision.objects.filter(team=team, person_id=person_id, superseded_at__isnull=True)
    now.update(superseded_at=timezone.now())


def count_around(team: Team, person_id: int) -> int:
    """Those round the person who are told of, in any version."""
    rows = PersonAround.objects.filter(team=team, person_id=person_id)
    return rows.order_by().values("series").distinct().count()


def forget_around(team: Team, person_id: int) -> None:
    """In every version: who is round somebody tells where."""
    PersonAround.objects.filter(team=team, person_id=person_id).delete()


def forget_drafts(team: Team, person_id: int, *, only_where: bool) -> None:
    """What anybody has typed and not saved; `only_where`: of the forms that can tell where the person is."""
    rows = SealedDraft.objects.filter(team=team, person_id=person_id)
    (rows.filter(kind__in=TELLS_WHERE) if only_where else rows).delete()
