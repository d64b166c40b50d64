"""Reading notes: what one person's record says, as far as the reader may know it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from samsteg.access.enums import DataCategory
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.models import Note
from samsteg.participants.note_records import NoteVersion, ReadNote
from samsteg.participants.note_services import place_of, values_of
from samsteg.participants.querysets import NoteQuerySet
from samsteg.people.vault import Vault, vaults_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Notes:
    """One person's notes, newest first. `counts` and `forms`: how many the reader may read, by category and by form;
    each under the choice of the other, and under the search.
    """

    notes: tuple[ReadNote, ...]
    counts: dict[str, int]
    forms: dict[str, int]
    total: int


def notes_of(
    actor: Actor,
    team: Team,
    person_id: int,
    *,
    category: str | None = None,
    form: str | None = None,
    search: str = "",
    limit: int = PAGE,
) -> Notes:
    """The notes that the actor may read. The caller logs the read.

    A search looks for all its words in what the notes say now. They are opened for it, and nothing of it is kept.
    """
    seen = _current(actor, team).filter(person_id=person_id)
    kinds = Counter(dict(_kinds(seen)))
    if search:
        found = _holding(team, person_id, seen, search)
        kinds = Counter((row.category, row.form) for row in found)
        chosen = [row for row in found if category in (None, row.category) and form in (None, row.form)]
        total, shown = len(chosen), chosen[:limit]
    else:
        rows = seen if category is None else seen.filter(category=category)
        shown = list(_ordered(rows if form is None else rows.filter(form=form))[:limit])
        total = sum(n for key, n in kinds.items() if category in (None, key[0]) and form in (None, key[1]))
    return Notes(
        tuple(_read(actor, team, person_id, shown)),
        _summed(kinds, DataCategory.values, 0, form),
        _summed(kinds, NoteForm.values, 1, category),
        total,
    )


def _kinds(seen: NoteQuerySet[Note]) -> Iterable[tuple[tuple[str, str], int]]:
    rows = seen.order_by().values_list("category", "form").annotate(n=Count("pk"))
    return (((category, form), count) for category, form, count in rows)


def _summed(
    kinds: Counter[tuple[str, str]], order: Iterable[str], place: int, other: str | None
) -> dict[str, int]:
    """By one of the two kinds, of those that are of the `other` kind."""
    found: Counter[str] = Counter()
    for key, count in kinds.items():
        if other in (None, key[1 - place]):
            found[key[place]] += count
    return {code: found[code] for code in order if code in found}


def _ordered(rows: NoteQuerySet[Note]) -> NoteQuerySet[Note]:
    return rows.select_related("source_authority").order_by("-occurred_on", "-recorded_at", "-pk")


def _holding(team: Team, person_id: int, seen: NoteQuerySet[Note], search: str) -> list[Note]:
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    wanted = search.casefold().split()

    def holds(row: Note) -> bool:
        text = ((vault.open_if_kept(row.text_cipher, place_of(row.pk)) or "") if vault else "").casefold()
        return all(word in text for word in wanted)

    return [row for row in _ordered(seen) if holds(row)]


def talks_between(
    actor: Actor, team: Team, person_id: int, first: dt.date | None, last: dt.date | None
) -> Mapping[str, int]:
    """How many of the notes that the actor may read are of each form, within the days. The caller logs the read."""
    seen = _current(actor, team).filter(person_id=person_id)
    if first is not None:
        seen = seen.filter(occurred_on__gte=first)
    if last is not None:
        seen = seen.filter(occurred_on__lte=last)
    return dict(seen.order_by().values_list("form").annotate(n=Count("pk")))


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
