"""Reading who is round a participant, as far as the reader may know it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.around.models import PersonAround
from samsteg.participants.around.records import Agreed, Around, AroundValues, ReadAround
from samsteg.participants.around.services import SEALED, place_of
from samsteg.people.vault import Vault, vaults_of

DAY = dt.timedelta(days=1)


@KeptRows
def _readable(actor: Actor, team: Team, person_id: int) -> QuerySet[PersonAround]:
    rows = PersonAround.objects.in_team(team.pk).readable_by(actor).current().filter(person_id=person_id)
    return rows.select_related("authority", "source_authority")


def around_of(actor: Actor, team: Team, person_id: int) -> Around:
    """The caller logs the read. Of a protected person nothing, whoever asks: it may tell where."""
    rows = _readable(actor, team, person_id)
    if not rows or protected_among(team.pk, [person_id]):
        return Around()
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    wanted = {row.authority_id for row in rows} - {None}
    agreed = _agreed(team, person_id) if wanted else {}
    read = [_read(row, vault, agreed.get(row.authority_id or 0, ())) for row in rows]
    today = timezone.localdate()
    now = sorted((one for one in read if not one.is_over(today)), key=_by_role)
    before = sorted((one for one in read if one.is_over(today)), key=_last_first)
    return Around(tuple(now), tuple(before))


def around_many(actor: Actor, team: Team, person_ids: Collection[int]) -> dict[int, tuple[ReadAround, ...]]:
    """Who is round each of them now. The caller logs the read; nothing of protected persons."""
    listed = PersonAround.objects.in_team(team.pk).listed_for(actor).current()
    rows = list(listed.filter(person_id__in=list(person_ids)).select_related("authority", "source_authority"))
    vaults = vaults_of(team.pk, {row.person_id for row in rows}) if rows else {}
    today = timezone.localdate()
    found: dict[int, list[ReadAround]] = defaultdict(list)
    for row in rows:
        read = _read(row, vaults.get(row.person_id), ())
        if not read.is_over(today) and not read.is_forgotten:
            found[row.person_id].append(read)
    return {person_id: tuple(sorted(read, key=_by_role)) for person_id, read in found.items()}


def versions_of_around(actor: Actor, team: Team, person_id: int, series: uuid.UUID) -> tuple[ReadAround, ...]:
    """Newest first; the first holds now. Raises NotVisible for what isn't the actor's to read."""
    rows = list(
        PersonAround.objects.in_team(team.pk)
        .readable_by(actor)
        .filter(person_id=person_id, series=series)
        .select_related("authority", "source_authority")
        .order_by("-version")
    )
    if not rows or rows[0].superseded_at is not None or protected_among(team.pk, [person_id]):
        raise NotVisible
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    return tuple(_read(row, vault, ()) for row in rows)


def _agreed(team: Team, person_id: int) -> Mapping[int, tuple[Agreed, ...]]:
    """By authority: the consents in force that name it, as who is told or as who tells."""
    given = (
        Consent.objects.filter(in_force(), team=team, person_id=person_id, kind=ConsentKind.SECRECY)
        .order_by("valid_to", "pk")
        .values_list("pk", "categories", "valid_to", "source_authority_id", "recipients__authority_id")
    )
    found: dict[int, dict[tuple[int, bool], Agreed]] = defaultdict(dict)
    for pk, categories, valid_to, source_id, told_id in given:
        for authority_id, is_told in ((told_id, True), (source_id, False)):
            if authority_id is not None:
                one = Agreed(pk, tuple(categories), valid_to - DAY, is_told)
                found[authority_id][(pk, is_told)] = one
    return {authority_id: tuple(held.values()) for authority_id, held in found.items()}


def _read(row: PersonAround, vault: Vault | None, agreed: Iterable[Agreed]) -> ReadAround:
    text = vault.open_if_kept(row.told_cipher, place_of(row.pk)) if vault else None
    told: dict[str, str] = json.loads(text) if text else {}
    values = AroundValues(
        **{name: told.get(name, "") for name in SEALED},
        authority_id=row.authority_id,
        is_called_to_sip=row.is_called_to_sip,
        from_on=row.from_on,
        until_on=row.until_on,
        source_id=row.source_authority_id,
    )
    return ReadAround(
        series=row.series,
        version=row.version,
        values=values,
        authority=row.authority.name if row.authority else "",
        category=row.category,
        source=row.source_authority.name if row.source_authority else "",
        is_forgotten=text is None,
        written_at=row.recorded_at,
        writer_id=row.recorded_by_id,
        agreed=tuple(agreed),
    )


def _by_role(one: ReadAround) -> tuple[str, str]:
    return (one.values.role.casefold(), one.values.name.casefold())


def _last_first(one: ReadAround) -> int:
    return -(one.values.until_on or dt.date.min).toordinal()
