"""Reading placements: one person's, with ladders and check-ins, and what they ask for today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.access.models import CoachAssignment
from samsteg.access.opened import Opened
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.one_person import stays_in_part
from samsteg.participants.origins import with_origin
from samsteg.participants.own_day import newest_day
from samsteg.people.keys import key_ring
from samsteg.people.names import called, name_beside, names_beside
from samsteg.people.vault import Vault, vaults_of
from samsteg.placements.enums import OF_PLACEMENT, PlacementForm, PlacementState
from samsteg.placements.models import (
    HIDDEN_EMPLOYER,
    CheckIn,
    HoursStep,
    Placement,
    PlacementText,
    SignedAgreement,
)
from samsteg.placements.records import (
    CheckInValues,
    Ending,
    PlacementValues,
    ReadCheckIn,
    ReadPlacement,
    Rung,
)
from samsteg.placements.rules import hours_on, ladder, last_day, next_check_in, state_of
from samsteg.placements.texts import text_place

NAMES = names_beside("stay__")
UNTOLD_FOR = dt.timedelta(days=45)  # so long after its last day one is asked what came of a placement
SOON = dt.timedelta(days=7)  # a check-in is told of so many days before


def last_check_in(team: Team, day: dt.date) -> Subquery:
    """For `participants.own_day`: the newest check-in. To have talked with somebody is to have heard from them."""
    return newest_day(CheckIn.objects.current().filter(team=team), "held_on", day)


def placements_of_stays(team: Team, stay_ids: Collection[int]) -> list[Placement]:
    """What holds now of the stays' time at employers, newest first, with `signed_on`. The caller has
    seen that the stays may be read.
    """
    return _of_stays.of_each(stay_ids, team)


@KeptRows
def _of_stays(team: Team, *stay_ids: int) -> QuerySet[Placement, Placement]:
    held = Placement.objects.filter(team_id=team.pk, stay_id__in=stay_ids, superseded_at__isnull=True)
    rows: QuerySet[Placement, Placement] = with_origin(held)
    signed = SignedAgreement.objects.current().filter(team_id=team.pk, series=OuterRef("series"))
    newest = signed.order_by("-signed_on").values("signed_on")[:1]
    return rows.select_related("stay").annotate(signed_on=Subquery(newest)).order_by("-started_on", "-pk")


def signed_on(row: Placement) -> dt.date | None:
    """When the newest signed agreement was signed, of one that `placements_of_stays` has read."""
    found: dt.date | None = row.signed_on  # type: ignore[attr-defined]  # annotated there
    return found


def last_on(row: Placement) -> dt.date | None:
    """Of one that `placements_of_stays` has read."""
    return last_day(row.started_on, row.ended_on, row.stay.exited_on)


@dataclass(frozen=True, slots=True)
class Details:
    """What belongs to placements, by series; texts by placement and check-in (None: of the placement itself)."""

    texts: Mapping[tuple[uuid.UUID, uuid.UUID | None], Mapping[str, str]]
    rungs: Mapping[uuid.UUID, list[Rung]]
    check_ins: Mapping[uuid.UUID, list[CheckIn]]


@KeptRows
def _stays_in_part(actor: Actor, team: Team, person_id: int) -> QuerySet[Stay, int]:
    return stays_in_part(actor, team, person_id).values_list("pk", flat=True)


@KeptRows
def _texts(actor: Actor, team: Team, person_id: int) -> QuerySet[PlacementText]:
    """Those that the actor may read, of all the person's placements."""
    return PlacementText.objects.current().readable_by(actor).filter(team=team, person_id=person_id)


def placements_of(
    actor: Actor, team: Team, person_id: int, opened: Opened, *, hide_employer: bool
) -> tuple[ReadPlacement, ...]:
    """One person's, newest first; of a representative those that a consent on work opens. The caller logs the read.

    `hide_employer`: the person is protected, and a sign stands in the workplace's place. Who may not know the outcome
    reads what was planned: the exit doesn't shine through.
    """
    if not opened.reads(None, DataCategory.WORK):
        return ()
    rows = placements_of_stays(team, _stays_in_part(actor, team, person_id))
    if not rows:
        return ()
    written = details_of(actor, team, person_id, [row.series for row in rows])
    today = timezone.localdate()
    knows_exit = opened.reads(None, DataCategory.OUTCOME)
    return tuple(
        _read(row, written, today, hide_employer, row.stay.exited_on if knows_exit else None) for row in rows
    )


def placement_of(
    actor: Actor, team: Team, person_id: int, series: uuid.UUID, opened: Opened, *, hide_employer: bool
) -> ReadPlacement:
    """Raises NotVisible. As `placements_of`."""
    for one in placements_of(actor, team, person_id, opened, hide_employer=hide_employer):
        if one.series == series:
            return one
    raise NotVisible


def details_of(actor: Actor, team: Team, person_id: int, series: Collection[uuid.UUID]) -> Details:
    """Ladders by day, check-ins newest first, and the texts that the actor may read. The caller has seen that the
    placements may be read.
    """
    if not series:
        return Details({}, {}, {})
    of_person = {"team": team, "person_id": person_id, "series__in": series}
    rungs: dict[uuid.UUID, list[Rung]] = defaultdict(list)
    for step in HoursStep.objects.current().filter(**of_person).order_by("valid_from"):
        rungs[step.series].append(Rung(step.valid_from, step.hours_per_week))
    talks: dict[uuid.UUID, list[CheckIn]] = defaultdict(list)
    for row in CheckIn.objects.current().filter(**of_person).order_by("-held_on", "-pk"):
        talks[row.series].append(row)
    texts: dict[tuple[uuid.UUID, uuid.UUID | None], dict[str, str]] = defaultdict(dict)
    rows = [row for row in _texts(actor, team, person_id) if row.series in series]
    vault = vaults_of(team.pk, [person_id]).get(person_id) if rows else None
    for text in rows:
        texts[text.series, text.check_in][text.part] = _opened(text, vault)
    return Details(texts, rungs, talks)


def _opened(row: PlacementText, vault: Vault | None) -> str:
    return (vault.open_if_kept(row.text_cipher, text_place(row.pk)) or "") if vault else ""


def _read(
    row: Placement, written: Details, today: dt.date, hide_employer: bool, exited_on: dt.date | None
) -> ReadPlacement:
    last = last_day(row.started_on, row.ended_on, exited_on)
    state = state_of(row.started_on, row.ended_on, row.ended_how, today, exited_on=exited_on)
    rungs = ladder(row.started_on, row.hours_per_week, written.rungs.get(row.series, ()))
    talks = written.check_ins.get(row.series, [])
    texts = written.texts.get((row.series, None), {})
    return ReadPlacement(
        series=row.series,
        version=row.version,
        stay_id=row.stay_id,
        state=state,
        values=PlacementValues(
            employer=HIDDEN_EMPLOYER if hide_employer else row.employer,
            form=row.form,
            started_on=row.started_on,
            ended_on=row.ended_on,
            found_by=row.found_by,
            insured_by=row.insured_by,
            texts={part: texts[part] for part in OF_PLACEMENT if texts.get(part)},
        ),
        ending=_ending(row),
        ended_how=row.ended_how,
        rungs=rungs,
        hours=hours_on(rungs, min(last or today, today)),
        check_ins=tuple(_talk(one, written) for one in talks),
        next_check_in_on=next_check_in(
            row.form, state, row.started_on, last, [(one.held_on, one.next_on) for one in talks]
        ),
        writer_id=row.recorded_by_id,
        written_at=row.recorded_at,
        exited_on=exited_on,
        signed_on=signed_on(row),
    )


def _ending(row: Placement) -> Ending | None:
    if not row.ended_how or row.ended_on is None:
        return None
    return Ending(
        ended_on=row.ended_on, outcome=row.outcome, decided_by=row.decided_by, reason=row.break_reason
    )


def _talk(row: CheckIn, written: Details) -> ReadCheckIn:
    return ReadCheckIn(
        check_in=row.check_in,
        version=row.version,
        values=CheckInValues(
            held_on=row.held_on,
            form=row.form,
            next_on=row.next_on,
            texts=written.texts.get((row.series, row.check_in), {}),
        ),
        writer_id=row.recorded_by_id,
        written_at=row.recorded_at,
    )


@KeptRows
def _exits(actor: Actor, team: Team, stay_id: int) -> QuerySet[Stay, tuple[dt.date | None, str]]:
    ended = Stay.objects.in_team(team.pk).open_to(actor).filter(pk=stay_id, exited_on__isnull=False)
    return ended.values_list("exited_on", "exit_reason")


def exit_after(actor: Actor, team: Team, stay_id: int) -> tuple[dt.date, str] | None:
    """The last day of the stay that a placement belongs to and where it led, for who may see the whole record."""
    for day, reason in _exits(actor, team, stay_id):
        return (day, reason) if day else None
    return None


@dataclass(frozen=True, slots=True)
class DuePlacement:
    """What one placement asks for: a check-in by `on`, or (`is_untold`) what came of it when it ended on `on`.

    `is_never`: the stay ended on `on`, before the placement began; it is to be taken back.
    """

    person_id: int
    title: str
    series: uuid.UUID
    form: str
    on: dt.date
    is_untold: bool
    is_never: bool = False


def placements_due(actor: Actor, team: Team, today: dt.date) -> list[DuePlacement]:
    """Of the actor's own participants, the most pressing first. Protected persons are in no list. The caller logs
    the read.
    """
    found = list(_due_of(placements_question(actor, team, today), today))
    return sorted(found, key=lambda one: (one.is_untold, one.on, one.title))


def _due_of(rows: Iterable[Any], today: dt.date) -> Iterator[DuePlacement]:
    ring = key_ring()
    for row in rows:
        exited_on, last = row.stay.exited_on, last_on(row)
        state = state_of(row.started_on, row.ended_on, row.ended_how, today, exited_on=exited_on)
        is_never = exited_on is not None and exited_on < row.started_on
        is_untold = state is PlacementState.ENDED
        held = [(row.held_on, row.next_on)] if row.held_on else []
        asked = next_check_in(row.form, state, row.started_on, last, held)
        on = exited_on if is_never else last if is_untold else asked
        if on is None or (not is_untold and on > today + SOON):
            continue
        person_id = row.stay.person_id
        title = called(name_beside(row, person_id, ring), row.stay.own_id)
        yield DuePlacement(person_id, title, row.series, row.form, on, is_untold, is_never)


@KeptRows
def placements_question(actor: Actor, team: Team, today: dt.date) -> QuerySet[Any, Any]:
    """Those that go on, and those that ended lately, by themselves or with the stay, and nobody has told what came of.

    Placements that only a workbook has told of, and nobody has ever worked with on a page, ask for nothing.
    """
    own = CoachAssignment.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), valid_to__isnull=True, coach_id=actor.user_id
    )
    stays = Stay.objects.in_team(team.pk).visible_to(actor).filter(Exists(own))
    stays = stays.filter(Q(exited_on__isnull=True) | Q(exited_on__gte=today - UNTOLD_FOR))
    talks = CheckIn.objects.current().filter(team_id=team.pk, series=OuterRef("series"))
    last = talks.order_by("-held_on", "-pk")
    lately = Q(ended_on__gte=today - UNTOLD_FOR) | Q(ended_on__isnull=True)
    return (
        Placement.objects.filter(lately, team=team, stay__in=stays, superseded_at__isnull=True, ended_how="")
        .filter(Q(started_on__lte=today + SOON) | Q(stay__exited_on__lt=F("started_on")))
        .exclude(form=PlacementForm.STUDY_VISIT)
        .annotate(
            held_on=Subquery(last.values("held_on")[:1]),
            next_on=Subquery(last.values("next_on")[:1]),
            **NAMES,
            has_ladder=Exists(HoursStep.objects.current().filter(team_id=team.pk, series=OuterRef("series"))),
        )
        .filter(Q(has_ladder=True) | Q(held_on__isnull=False) | Q(version__gt=1))
        .select_related("stay")
        .order_by("started_on", F("pk"))
    )
