"""What somebody has typed of intake or exit and not saved yet: the writer's own, sealed, as long as it is needed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

from django.utils import timezone

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.own_ids import find_for_staff
from samsteg.participants.way.enums import Step
from samsteg.participants.way.models import WayDraft
from samsteg.participants.way.services import ACT
from samsteg.people.vault import vault_to_fill, vaults_of

Typed = dict[str, list[str]]  # what a form sent, by field
LONGEST = 8000
KEPT = dt.timedelta(days=60)


def keep_way_draft(
    *, actor: Actor, team: Team, person_id: int, step: Step, typed: Mapping[str, Sequence[str]]
) -> None:
    """Adds to what is kept. Raises PermissionRefused, NotVisible for who isn't the actor's to see."""
    require(actor, ACT, team)
    find_for_staff(actor, team, person_id)
    kept = way_draft(actor, team, person_id, step) | {
        name: [text[:LONGEST] for text in texts] for name, texts in typed.items()
    }
    sealed = vault_to_fill(team.pk, person_id).seal(json.dumps(kept), _place(actor, step))
    WayDraft.objects.update_or_create(
        team=team,
        person_id=person_id,
        writer_id=actor.user_id,
        form=step.value,
        defaults={"typed_cipher": sealed, "saved_at": timezone.now()},
    )


def way_draft(actor: Actor, team: Team, person_id: int, step: Step) -> Typed:
    """What the actor has typed; empty when nothing is kept."""
    rows = WayDraft.objects.filter(team=team, person_id=person_id, writer_id=actor.user_id, form=step.value)
    row = rows.first()
    vault = vaults_of(team.pk, [person_id]).get(person_id) if row else None
    text = vault.open_if_kept(row.typed_cipher, _place(actor, step)) if row and vault else None
    typed: Typed = json.loads(text) if text else {}
    return typed


def drop_way_draft(*, actor: Actor, team: Team, person_id: int, step: Step) -> None:
    """Takes the actor's own draft away, if there is one. Raises PermissionRefused."""
    require(actor, ACT, team)
    rows = WayDraft.objects.filter(team=team, person_id=person_id, writer_id=actor.user_id, form=step.value)
    rows.delete()


def _place(actor: Actor, step: Step) -> str:
    return f"way_draft:{actor.user_id}:{step.value}"
