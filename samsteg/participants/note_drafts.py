"""What somebody has typed of a note and not saved: the writer's own, sealed as notes are, as long as it is needed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from samsteg.access.opened import opened_categories
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import Draft, Drafts, key_of
from samsteg.participants.note_rules import LONGEST_NOTE

FIELDS = (
    "occurred_on",
    "how",
    "category",
    "source_id",
    "is_about_two",
    "second_coach_id",
    "text",
    "version",
    "talk",  # the booked one that it is about, as it was
    "talk_version",
)
DRAFTS = Drafts(DraftKind.NOTE, frozenset({"text"}), LONGEST_NOTE)


def keep_draft(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID | None, typed: Mapping[str, str]
) -> SealedDraft | None:
    """Keeps what the actor has typed, right or wrong; None when there is no text, and then nothing is kept.

    Raises NotVisible for who isn't the actor's to see, PermissionRefused.
    """
    require(actor, "notes.write", team)
    if opened_categories(actor, team, person_id).is_empty:
        raise NotVisible
    kept = {name: typed.get(name, "") for name in FIELDS}
    return DRAFTS.keep(actor=actor, team=team, person_id=person_id, key=key_of(series), typed=kept)


def draft_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID | None) -> Draft:
    """What the actor has typed."""
    return DRAFTS.read(actor=actor, team=team, person_id=person_id, key=key_of(series))


def drop_draft(*, actor: Actor, team: Team, person_id: int, series: uuid.UUID | None) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, "notes.write", team)
    DRAFTS.drop(actor=actor, team=team, person_id=person_id, key=key_of(series))
