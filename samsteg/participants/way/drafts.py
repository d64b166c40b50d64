"""What somebody has typed of intake or exit and not saved yet: the writer's own, sealed, as long as it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import Draft, Drafts
from samsteg.participants.own_ids import find_for_staff
from samsteg.participants.way.enums import Step
from samsteg.participants.way.services import ACT

LONGEST = 8000
DRAFTS = Drafts(
    DraftKind.WAY, frozenset({"own_words", "detail_text", "first_place"}), LONGEST, keeps_empty=True
)


def keep_way_draft(
    *, actor: Actor, team: Team, person_id: int, step: Step, typed: Mapping[str, Sequence[str]]
) -> SealedDraft | None:
    """Adds to what is kept. Raises PermissionRefused, NotVisible for who isn't the actor's to see."""
    require(actor, ACT, team)
    find_for_staff(actor, team, person_id)
    kept = way_draft(actor, team, person_id, step).typed | {name: list(sent) for name, sent in typed.items()}
    return DRAFTS.keep(actor=actor, team=team, person_id=person_id, key=step.value, typed=kept)


def way_draft(actor: Actor, team: Team, person_id: int, step: Step) -> Draft:
    """What the actor has typed."""
    return DRAFTS.read(actor=actor, team=team, person_id=person_id, key=step.value)


def begun_steps(actor: Actor, team: Team, person_id: int) -> tuple[Step, ...]:
    """The steps of which the actor has a draft, in the order of the way. The caller has let the actor in."""
    keys = set(
        SealedDraft.objects.filter(
            team=team, person_id=person_id, writer_id=actor.user_id, kind=DraftKind.WAY
        ).values_list("key", flat=True)
    )
    return tuple(step for step in Step if step.value in keys)


def drop_way_draft(*, actor: Actor, team: Team, person_id: int, step: Step) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, ACT, team)
    DRAFTS.drop(actor=actor, team=team, person_id=person_id, key=step.value)
