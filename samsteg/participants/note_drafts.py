"""What somebody has typed of a note and not saved: the writer's own, sealed as notes are, as long as it is needed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.opened import opened_categories
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import NoteDraft
from samsteg.participants.note_rules import LONGEST_NOTE, tidied
from samsteg.people.vault import vault_to_fill, vaults_of

FIELDS = ("occurred_on", "how", "category", "source_id", "is_about_two", "second_coach_id", "text", "version")
LONGEST_FIELD = 40


def keep_draft(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID | None, typed: Mapping[str, str]
) -> NoteDraft | None:
    """Keeps what the actor has typed, right or wrong; None when there is no text, and then nothing is kept.

    Raises NotVisible for who isn't the actor's to see, PermissionRefused.
    """
    require(actor, "notes.write", team)
    if opened_categories(actor, team, person_id).is_empty:
        raise NotVisible
    text = tidied(typed.get("text", ""))[: LONGEST_NOTE * 2]
    if not text:
        drop_draft(actor=actor, team=team, person_id=person_id, series=series)
        return None
    kept = {name: str(typed.get(name, ""))[:LONGEST_FIELD] for name in FIELDS} | {"text": text}
    sealed = vault_to_fill(team.pk, person_id).seal(json.dumps(kept), _place(actor, series))
    draft, _is_new = NoteDraft.objects.update_or_create(
        team=team,
        person_id=person_id,
        writer_id=actor.user_id,
        series=series,
        defaults={"typed_cipher": sealed, "saved_at": timezone.now()},
    )
    return draft


def draft_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID | None) -> dict[str, str]:
    """What the actor has typed, by field; empty when nothing is kept."""
    row = _own(actor, team, person_id, series).first()
    if row is None:
        return {}
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    text = vault.open_if_kept(row.typed_cipher, _place(actor, series)) if vault else None
    typed: dict[str, str] = json.loads(text) if text else {}
    return typed


def drop_draft(*, actor: Actor, team: Team, person_id: int, series: uuid.UUID | None) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, "notes.write", team)
    _own(actor, team, person_id, series).delete()


def _own(actor: Actor, team: Team, person_id: int, series: uuid.UUID | None) -> QuerySet[NoteDraft]:
    rows = NoteDraft.objects.filter(team=team, person_id=person_id, writer_id=actor.user_id)
    return rows.filter(series__isnull=True) if series is None else rows.filter(series=series)


def _place(actor: Actor, series: uuid.UUID | None) -> str:
    return f"note_draft:{actor.user_id}:{series or 'new'}"
