"""What a workbook says of a placement besides its own row: the ladder's steps, tasks and support, the agreement's day.

Steps are facts of their own. Texts stand under the person's data key, so a file's text is sealed anew in its own row.
An agreement that a workbook tells of has no file here: the paper is kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from samsteg.core.facts import Stamp, Values, replace_facts
from samsteg.organisation.models import Team
from samsteg.people.vault import vaults_of
from samsteg.placements.enums import OF_PLACEMENT
from samsteg.placements.from_file import FILE_VALUES, KEY
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.models import CheckIn, HoursStep, Placement, PlacementText, SignedAgreement
from samsteg.placements.texts import save_texts, text_place

Key = tuple[object, ...]  # the stay, the employer and the first day, as `from_file.KEY`
Series = Mapping[uuid.UUID, Key]


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says of one placement; None: it says nothing of it. `signed_on` empty takes the day away."""

    texts: Mapping[str, str]
    says_signed: bool = False
    signed_on: dt.date | None = None
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest agreement, and the day of the newest one that is kept as a file."""

    signed_on: dt.date
    signed_by: tuple[str, ...]
    filed_on: dt.date | None


def file_rungs(team: Team) -> list[tuple[uuid.UUID, dt.date, Decimal]]:
    """Every step, by placement and day."""
    rows = HoursStep.objects.current().filter(team=team).order_by("series", "valid_from")
    return list(rows.values_list("series", "valid_from", "hours_per_week"))


def file_signed(team: Team) -> dict[uuid.UUID, Signed]:
    """Without the files themselves."""
    rows = SignedAgreement.objects.current().filter(team=team).order_by("signed_on", "pk")
    found: dict[uuid.UUID, Signed] = {}
    for series, day, who, media in rows.values_list("series", "signed_on", "signed_by", "media_type"):
        before = found.get(series)
        filed = day if media else before.filed_on if before else None
        found[series] = Signed(day, tuple(who), filed)
    return found


def file_texts(team: Team, but: Collection[int]) -> dict[uuid.UUID, dict[str, str]]:
    """Tasks and support in clear, of all persons `but` those that no file reads or writes. The caller logs whom it
    shows.
    """
    rows = PlacementText.objects.current().filter(team=team, check_in__isnull=True, part__in=OF_PLACEMENT)
    kept = list(rows.exclude(person_id__in=list(but)).order_by("pk"))
    vaults = vaults_of(team.pk, {row.person_id for row in kept}) if kept else {}
    found: dict[uuid.UUID, dict[str, str]] = {}
    for row in kept:
        vault = vaults.get(row.person_id)
        text = vault.open_if_kept(row.text_cipher, text_place(row.pk)) if vault else None
        if text:
            found.setdefault(row.series, {})[row.part] = text
    return found


def save_rungs(*, team: Team, wanted: Mapping[Key, Decimal | None], stamp: Stamp) -> None:
    """By the placement's key and the day the step begins: its hours, or None for no such step. The hours that a
    placement itself tells become those of today; what it told before its first step or its last one stays known.
    """
    rows = {(one.stay_id, one.employer, one.started_on): one for one in _current(team)}
    desired: dict[Values, Values | None] = {}
    for key, hours in wanted.items():
        row = rows[(int(str(key[0])), str(key[1]), _day(key[2]))]
        step = (row.series, key[3])
        desired[step] = None if hours is None else (row.stay.person_id, row.stay_id, hours)
    before = _with_rungs(team)
    replace_facts(
        HoursStep.objects.all(),
        team_id=team.pk,
        key=("series", "valid_from"),
        values=("person_id", "stay_id", "hours_per_week"),
        desired=desired,
        stamp=stamp,
    )
    after = _with_rungs(team)
    _begin_versions(team, [row for row in rows.values() if row.series in before ^ after], after, stamp)
    refresh_hours(team, timezone.localdate())


def _with_rungs(team: Team) -> set[uuid.UUID]:
    return set(HoursStep.objects.current().filter(team=team).values_list("series", flat=True))


def _begin_versions(
    team: Team, rows: Collection[Placement], with_rungs: Collection[uuid.UUID], stamp: Stamp
) -> None:
    """The next version of placements that got a ladder or lost it, as the page writes one: hours that stood without
    a ladder are a fact, and are known of then and put back by an undo. One that this import wrote is mended in place.
    """
    desired: dict[Values, Values | None] = {}
    for row in rows:
        hours = row.hours_per_week if row.series in with_rungs else None
        if row.source_id == stamp.source_id:
            Placement.objects.filter(team=team, pk=row.pk).update(hours_per_week=hours)
            continue
        row.hours_per_week = hours
        told = tuple(getattr(row, name) for name in FILE_VALUES)
        desired[tuple(getattr(row, name) for name in KEY)] = (*told, row.series, row.version + 1)
    replace_facts(
        Placement.objects.all(),
        team_id=team.pk,
        key=KEY,
        values=(*FILE_VALUES, "series", "version"),
        desired=desired,
        stamp=stamp,
    )


def save_told(*, team: Team, told: Mapping[Key, Told], stamp: Stamp) -> None:
    """Texts and the agreement's day. A day that the file no longer says is closed; a kept file never."""
    rows = {(one.stay_id, one.employer, one.started_on): one for one in _current(team)} if told else {}
    for key, one in told.items():
        row = rows[(int(str(key[0])), str(key[1]), _day(key[2]))]
        if one.texts:
            save_texts(row.stay, row.series, one.texts, stamp)
        if one.says_signed:
            _save_signed(row, one, stamp)


def _current(team: Team) -> Iterator[Placement]:
    rows = Placement.objects.filter(team=team, superseded_at__isnull=True).select_related("stay")
    return rows.iterator()


def _day(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value


def _save_signed(row: Placement, told: Told, stamp: Stamp) -> None:
    of_it = SignedAgreement.objects.current().filter(team_id=row.team_id, series=row.series)
    newest = of_it.order_by("-signed_on", "-pk").defer("file_cipher").first()
    if newest and (newest.signed_on, tuple(newest.signed_by)) == (told.signed_on, told.signed_by):
        return
    if newest and not newest.media_type:
        of_it.filter(pk=newest.pk).update(superseded_at=stamp.moment)
    if told.signed_on is not None:
        made = SignedAgreement(team_id=row.team_id, person_id=row.stay.person_id, stay_id=row.stay_id)
        made.series, made.signed_on, made.signed_by = row.series, told.signed_on, list(told.signed_by)
        _add_signed(made, stamp)


def _add_signed(told: SignedAgreement, stamp: Stamp) -> None:
    """One more with that day, without a file."""
    SignedAgreement.objects.create(
        team_id=told.team_id,
        person_id=told.person_id,
        stay_id=told.stay_id,
        series=told.series,
        signed_on=told.signed_on,
        signed_by=told.signed_by,
        media_type="",
        byte_count=0,
        file_cipher=None,
        recorded_at=stamp.moment,
        recorded_by_id=stamp.actor_id,
        source_id=stamp.source_id,
    )


def parts_changed_since(
    team: Team, source_id: int, moment: dt.datetime, vanishing: Collection[uuid.UUID]
) -> int:
    """Texts and agreements' days that an import wrote or closed and that somebody has written about since, and what
    somebody has added since to placements that would be gone.
    """
    texts = PlacementText.objects.filter(team=team, check_in__isnull=True)
    agreements = SignedAgreement.objects.filter(team=team)
    gone = texts.filter(source_id=source_id, superseded_at__isnull=False).count()
    gone += agreements.filter(source_id=source_id, superseded_at__isnull=False).count()
    closed = set(texts.filter(superseded_at=moment).values_list("series", "part"))
    if closed:
        now = texts.filter(superseded_at__isnull=True).exclude(source_id=source_id)
        gone += len(closed & set(now.values_list("series", "part")))
    added = (CheckIn.objects.current(), SignedAgreement.objects.current(), PlacementText.objects.current())
    since = [rows.filter(team=team, series__in=list(vanishing)) for rows in added] if vanishing else []
    return gone + sum(rows.exclude(source_id=source_id).count() for rows in since)


def count_parts(team: Team, source_id: int, moment: dt.datetime) -> set[uuid.UUID]:
    """The placements whose texts or agreement's day an import changed."""
    found: set[uuid.UUID] = set()
    for rows in (PlacementText.objects.filter(team=team), SignedAgreement.objects.filter(team=team)):
        touched = rows.filter(Q(source_id=source_id) | Q(superseded_at=moment))
        found |= set(touched.values_list("series", flat=True))
    return found


def undo_parts(team: Team, source_id: int, moment: dt.datetime, stamp: Stamp) -> None:
    """As it was before the import: what it wrote is closed, what it closed is written anew under the person's key."""
    texts = PlacementText.objects.filter(team=team, check_in__isnull=True)
    agreements = SignedAgreement.objects.filter(team=team, media_type="")
    texts.filter(source_id=source_id, superseded_at__isnull=True).update(superseded_at=stamp.moment)
    agreements.filter(source_id=source_id, superseded_at__isnull=True).update(superseded_at=stamp.moment)
    closed = list(texts.filter(superseded_at=moment).select_related("stay"))
    vaults = vaults_of(team.pk, {row.person_id for row in closed}) if closed else {}
    for row in closed:
        vault = vaults.get(row.person_id)
        text = vault.open_if_kept(row.text_cipher, text_place(row.pk)) if vault else None
        if text:
            save_texts(row.stay, row.series, {row.part: text}, stamp)
    for one in agreements.filter(superseded_at=moment):
        _add_signed(one, stamp)
