"""Reading notes: what one person's record says, as far as the reader may know it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from samsteg.access.enums import DataCategory
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Note
from samsteg.participants.note_records import NoteVersion, ReadNote
from samsteg.participants.note_services import place_of, values_of
from samsteg.participants.querysets import NoteQuerySet
from samsteg.people.vault import Vault, vaults_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Notes:
    """One person's notes, newest first. `counts`: how many the reader may read, by category."""

    notes: tuple[ReadNote, ...]
    counts: dict[str, int]
    total: int


def notes_of(
    actor: Actor, team: Team, person_id: int, *, category: str | None = None, limit: int = PAGE
) -> Notes:
    """The notes that the actor may read. The caller logs the read."""
    seen = _current(actor, team).filter(person_id=person_id)
    counts = dict(seen.order_by().values_list("category").annotate(n=Count("pk")))
    rows = seen if category is None else seen.filter(category=category)
    shown = list(
        rows.select_related("source_authority").order_by("-occurred_on", "-recorded_at", "-pk")[:limit]
    )
    total = sum(counts.values()) if category is None else counts.get(category, 0)
    known = {one.value: counts[one.value] for one in DataCategory if one.value in counts}
    return Notes(tuple(_read(actor, team, person_id, shown)), known, total)


def note_of(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> ReadNote:
    """Raises NotVisible for a note that isn't the actor's to read, or isn't about the person."""
    rows = list(
        _current(actor, team).filter(person_id=person_id, series=series).select_related("source_authority")
    )
    if not rows:
        raise NotVisible
    return next(iter(_read(actor, team, person_id, rows)))


def _current(actor: Actor, team: Team) -> NoteQuerySet[Note]:
    return Note.objects.in_team(team.pk).readable_by(actor).filter(superseded_at__isnull=True)


def _read(actor: Actor, team: Team, person_id: int, rows: list[Note]) -> Iterable[ReadNote]:
    """Earlier versions are fetched by what they themselves are about: a corrected category opens nothing old."""
    if not rows:
        return
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    before: dict[uuid.UUID, list[NoteVersion]] = defaultdict(list)
    corrected = [row.series for row in rows if row.version > 1 and not row.is_retracted]
    earlier = (
        Note.objects.in_team(team.pk)
        .readable_by(actor)
        .filter(series__in=corrected, superseded_at__isnull=False)
    )
    for row in earlier.select_related("source_authority").order_by("-version") if corrected else ():
        before[row.series].append(_version(row, vault))
    for row in rows:
        yield ReadNote(series=row.series, now=_version(row, vault), earlier=tuple(before[row.series]))


def _version(row: Note, vault: Vault | None) -> NoteVersion:
    text = vault.open_if_kept(row.text_cipher, place_of(row.pk)) if vault else None
    return NoteVersion(
        values=values_of(row, text or ""),
        version=row.version,
        is_retracted=row.is_retracted,
        is_forgotten=text is None,
        written_at=row.recorded_at,
        writer_id=row.recorded_by_id,
        source=row.source_authority.name if row.source_authority else "",
    )
