"""What somebody has typed about a participant and not saved, sealed and the writer's alone: one mechanism for the forms
of the apps above, each with a table of its own (team, person, series, writer_id, typed_cipher, saved_at).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.note_rules import tidied
from samsteg.people.vault import vault_to_fill, vaults_of

Row = TypeVar("Row", bound=Model)
LONGEST_FIELD = 200  # characters of what is no text


@dataclass(frozen=True, slots=True)
class SealedDrafts(Generic[Row]):
    """`texts` are the fields that are worth keeping a draft for; twice `longest` of each is kept, right or wrong.

    Callers have asked whether the actor may write of the person: nothing is asked here.
    """

    model: type[Row]
    place: str
    texts: frozenset[str]
    longest: int

    def keep(
        self, *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, typed: Mapping[str, str]
    ) -> Row | None:
        """None when no text is written: then nothing is kept, and what was kept is gone."""
        kept = {
            name: tidied(str(value))[: self.longest * 2 if name in self.texts else LONGEST_FIELD]
            for name, value in typed.items()
        }
        if not any(kept.get(text) for text in self.texts):
            self.drop(actor=actor, team=team, series=series)
            return None
        sealed = vault_to_fill(team.pk, person_id).seal(json.dumps(kept), self._place_of(actor, series))
        row, _is_new = self.model._default_manager.update_or_create(
            team=team,
            person_id=person_id,
            series=series,
            writer_id=actor.user_id,
            defaults={"typed_cipher": sealed, "saved_at": timezone.now()},
        )
        return row

    def read(self, *, actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> dict[str, str]:
        """What the actor has typed, by field; empty when nothing is kept."""
        held = (
            self._own(actor, team, series).filter(person_id=person_id).values_list("typed_cipher", flat=True)
        )
        sealed = held.first()
        vault = vaults_of(team.pk, [person_id]).get(person_id) if sealed is not None else None
        text = (
            vault.open_if_kept(sealed, self._place_of(actor, series)) if vault and sealed is not None else ""
        )
        typed: dict[str, str] = json.loads(text) if text else {}
        return typed

    def drop(self, *, actor: Actor, team: Team, series: uuid.UUID) -> None:
        """Takes the actor's own away, if there is one."""
        self._own(actor, team, series).delete()

    def _own(self, actor: Actor, team: Team, series: uuid.UUID) -> QuerySet[Row]:
        return self.model._default_manager.filter(team=team, series=series, writer_id=actor.user_id)

    def _place_of(self, actor: Actor, series: uuid.UUID) -> str:
        return f"{self.place}:{actor.user_id}:{series}"
