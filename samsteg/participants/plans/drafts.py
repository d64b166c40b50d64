"""What somebody has typed about a plan and not saved: the writer's own, sealed, as long as it is needed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import NEW, Draft, Drafts, key_of
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.rules import LONGEST_TEXT
from samsteg.participants.sources import require_staff

OF_TEXT = ("text", "category", "agreed_on", "due_on", "promised_by", "version")
OF_WORDS = ("words", "state", "closed_on", "own", "coach", "read_on")  # closing a step, reading the scale
FIELDS = (*OF_TEXT, *OF_WORDS)
DRAFTS = Drafts(DraftKind.PLAN, frozenset({"text", "words"}), LONGEST_TEXT)
SERIES = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PLACE = re.compile(
    rf"text:(?:{'|'.join(PlanPart.values)}):\d{{1,18}}|step:(?:{'|'.join(StepKind.values)}|{SERIES})"
    rf"|close:{SERIES}|scale:(?:{NEW}|{SERIES})"
)


def text_place(part: str, source_id: int | None) -> str:
    return f"text:{part}:{source_id or 0}"


def step_place(kind: str | None, series: uuid.UUID | None) -> str:
    return f"step:{series or kind}"


def close_place(series: uuid.UUID) -> str:
    return f"close:{series}"


def scale_place(series: uuid.UUID | None) -> str:
    return f"scale:{key_of(series)}"


def keep_draft(
    *, actor: Actor, team: Team, person_id: int, place: str, typed: Mapping[str, str]
) -> SealedDraft | None:
    """Keeps what the actor has typed in the form of that place; None when there is no text, and nothing is kept.

    Raises NotVisible for who isn't the actor's to see and for a place that is none, PermissionRefused.
    """
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    if not PLACE.fullmatch(place):
        raise NotVisible
    kept = {name: typed.get(name, "") for name in FIELDS if name in typed}
    return DRAFTS.keep(actor=actor, team=team, person_id=person_id, key=place, typed=kept)


def draft_of(actor: Actor, team: Team, person_id: int, place: str) -> Draft:
    """What the actor has typed."""
    return DRAFTS.read(actor=actor, team=team, person_id=person_id, key=place)


def drop_draft(*, actor: Actor, team: Team, person_id: int, place: str) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, "plan.write", team)
    DRAFTS.drop(actor=actor, team=team, person_id=person_id, key=place)
