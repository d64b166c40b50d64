"""What somebody has typed about a plan and not saved: the writer's own, sealed, as long as it is needed."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.note_rules import tidied
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.models import PlanDraft
from samsteg.participants.plans.rules import LONGEST_TEXT
from samsteg.participants.sources import require_staff
from samsteg.people.vault import vault_to_fill, vaults_of

FIELDS = ("text", "category", "agreed_on", "due_on", "version")
LONGEST_FIELD = 40
PLACE = re.compile(
    rf"text:(?:{'|'.join(PlanPart.values)}):\d{{1,18}}|step:(?:{'|'.join(StepKind.values)}|[0-9a-f-]{{36}})"
)


def text_place(part: str, source_id: int | None) -> str:
    return f"text:{part}:{source_id or 0}"


def step_place(kind: str | None, series: uuid.UUID | None) -> str:
    return f"step:{series or kind}"


def keep_draft(
    *, actor: Actor, team: Team, person_id: int, place: str, typed: Mapping[str, str]
) -> PlanDraft | None:
    """Keeps what the actor has typed in the form of that place; None when there is no text, and nothing is kept.

    Raises NotVisible for who isn't the actor's to see and for a place that is none, PermissionRefused.
    """
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    if not PLACE.fullmatch(place):
        raise NotVisible
    text = tidied(typed.get("text", ""))[: LONGEST_TEXT * 2]
    if not text:
        drop_draft(actor=actor, team=team, person_id=person_id, place=place)
        return None
    kept = {name: str(typed.get(name, ""))[:LONGEST_FIELD] for name in FIELDS} | {"text": text}
    sealed = vault_to_fill(team.pk, person_id).seal(json.dumps(kept), _sealed_at(actor, place))
    draft, _is_new = PlanDraft.objects.update_or_create(
        team=team,
        person_id=person_id,
        writer_id=actor.user_id,
        place=place,
        defaults={"typed_cipher": sealed, "saved_at": timezone.now()},
    )
    return draft


def draft_of(actor: Actor, team: Team, person_id: int, place: str) -> dict[str, str]:
    """What the actor has typed, by field; empty when nothing is kept."""
    row = _own(actor, team, person_id, place).first()
    vault = vaults_of(team.pk, [person_id]).get(person_id) if row else None
    text = vault.open_if_kept(row.typed_cipher, _sealed_at(actor, place)) if row and vault else None
    typed: dict[str, str] = json.loads(text) if text else {}
    return typed


def drop_draft(*, actor: Actor, team: Team, person_id: int, place: str) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, "plan.write", team)
    _own(actor, team, person_id, place).delete()


def _own(actor: Actor, team: Team, person_id: int, place: str) -> QuerySet[PlanDraft]:
    return PlanDraft.objects.filter(team=team, person_id=person_id, writer_id=actor.user_id, place=place)


def _sealed_at(actor: Actor, place: str) -> str:
    return f"plan_draft:{actor.user_id}:{place}"
