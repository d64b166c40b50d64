"""The one mechanism for what somebody has typed about a participant and not saved: sealed, and the writer's alone."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.note_rules import tidied
from samsteg.people.vault import vault_to_fill, vaults_of

Typed = dict[str, list[str]]  # what a form sent, by field
Sent = Mapping[str, str | Sequence[str]]
NEW = "new"  # the key of what isn't there yet
LONGEST_FIELD = 200  # characters of what is no text
MOST_VALUES = 60  # of one field: more than any list of boxes has
HIDDEN = frozenset(("version", "token", "fact_id"))  # what the form was opened from
KEPT_FOR = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept, and since when; nothing where there is none."""

    typed: Typed = field(default_factory=dict)
    saved_at: dt.datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.typed)

    @property
    def texts(self) -> dict[str, str]:
        """Of forms whose fields have one value each."""
        return {name: values[0] if values else "" for name, values in self.typed.items()}


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one kind of form. Callers have asked whether the actor may write of the person.

    `texts` are the fields of which twice `longest` is kept, right or wrong; others are short. While all of them (or,
    where there are none, all that was typed) are empty nothing is kept, unless emptying says something: `keeps_empty`.
    """

    kind: DraftKind
    texts: frozenset[str] = frozenset()
    longest: int = LONGEST_FIELD
    keeps_empty: bool = False

    def keep(self, *, actor: Actor, team: Team, person_id: int, key: str, typed: Sent) -> SealedDraft | None:
        """None when there is nothing to keep; then what was kept is gone."""
        kept = {name: self._cut(name, values) for name, values in typed.items()}
        asked = self.texts or frozenset(kept) - HIDDEN
        if not self.keeps_empty and not any(value for name in asked for value in kept.get(name, ())):
            self.drop(actor=actor, team=team, person_id=person_id, key=key)
            return None
        vault = vault_to_fill(team.pk, person_id)
        row, _is_new = SealedDraft.objects.update_or_create(
            team=team,
            person_id=person_id,
            writer_id=actor.user_id,
            kind=self.kind.value,
            key=key,
            defaults={
                "typed_cipher": vault.seal(json.dumps(kept), self._place(actor, key)),
                "saved_at": timezone.now(),
            },
        )
        return row

    def read(self, *, actor: Actor, team: Team, person_id: int, key: str) -> Draft:
        """What the actor has typed; nothing when the person's key is destroyed."""
        row = self._own(actor, team, person_id, key).first()
        vault = vaults_of(team.pk, [person_id]).get(person_id) if row else None
        text = vault.open_if_kept(row.typed_cipher, self._place(actor, key)) if row and vault else None
        if row is None or not text:
            return Draft()
        typed = json.loads(
            text
        )  # a field has one text alone in drafts from before they were kept in one place
        lists = {name: [one] if isinstance(one, str) else list(one) for name, one in typed.items()}
        return Draft(lists, row.saved_at)

    def drop(self, *, actor: Actor, team: Team, person_id: int, key: str) -> None:
        """Takes the actor's own away, if there is one."""
        self._own(actor, team, person_id, key).delete()

    def _cut(self, name: str, sent: str | Sequence[str]) -> list[str]:
        most = self.longest * 2 if name in self.texts else LONGEST_FIELD
        values = [sent] if isinstance(sent, str) else sent
        return [tidied(str(value))[:most] for value in values][:MOST_VALUES]

    def _own(self, actor: Actor, team: Team, person_id: int, key: str) -> QuerySet[SealedDraft]:
        return SealedDraft.objects.filter(
            team=team, person_id=person_id, writer_id=actor.user_id, kind=self.kind.value, key=key
        )

    def _place(self, actor: Actor, key: str) -> str:
        return f"{self.kind.value}_draft:{actor.user_id}:{key}"


def key_of(series: uuid.UUID | None) -> str:
    return str(series) if series else NEW
