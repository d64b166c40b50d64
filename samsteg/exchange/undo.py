"""Undo of the last import, by superseding: what it wrote is closed, what it replaced is written anew.

Nothing is deleted, so figures as known before the undo are still those of the import (docs/adr/0004). The facts' source
is an undo of its own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.activities.following import follow_stays
from samsteg.activities.from_file import kept_since
from samsteg.activities.models import Attendance, GroupSession
from samsteg.audit.enums import SourceKind
from samsteg.audit.models import Source
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import Fact, Stamp, Values, learning_moment
from samsteg.exchange.besides import Besides, Difference, changed_since, difference, put_back, seal, unseal
from samsteg.exchange.columns import SheetName
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.plan import Plan
from samsteg.exchange.replaced import Replaced, attached_since, replaced_by, vanishing
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.models import StayDetail
from samsteg.participants.projection import project
from samsteg.participants.relinking import bound_stays
from samsteg.placements.file_parts import count_parts, parts_changed_since, undo_parts
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.models import HoursStep, Placement

UNDO_FOR = dt.timedelta(days=30)


class UndoRefused(Refused):
    """Nothing was undone; str() says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What an undo would do. `gone`: stays that the import made; `back`: stays that get their old facts.

    `rows` counts the other sheets' rows that change, `clashes` those that changed since. `refusal` is empty when the
    import can be undone.
    """

    applied: AppliedImport
    gone: int = 0
    back: int = 0
    rows: Mapping[SheetName, int] = field(default_factory=dict)
    clashes: Mapping[SheetName, int] = field(default_factory=dict)
    changes_team: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class _Trace:
    """Everything that one import left behind."""

    facts: tuple[Replaced, ...]
    besides: Difference
    applied: AppliedImport
    parts: frozenset[object]  # placements whose texts or agreement's day it changed


def note_applied(
    team: Team, plan: Plan, source: Source, moment: dt.datetime, before: Besides, after: Besides
) -> None:
    """Keeps what the import did, and what undoing it needs besides the facts."""
    counts = plan.counts
    AppliedImport.objects.create(
        team=team,
        source_id=source.pk,
        moment=moment,
        new_count=counts["new"],
        changed_count=counts["changed"],
        cleared_count=counts["cleared"],
        unchanged_count=counts["unchanged"],
        left_out_count=counts["wrong"],
        sealed=seal(difference(before, after), source.pk),
    )


def undoable_until(applied: AppliedImport) -> dt.datetime:
    return applied.moment + UNDO_FOR


def last_undoable(team: Team) -> AppliedImport | None:
    """The team's newest import that is not undone, while it may still be; older ones wait for it."""
    newest = AppliedImport.objects.filter(team=team, undone_at__isnull=True).order_by("-source_id").first()
    return newest if newest is not None and not _refusal(newest) else None


@transaction.atomic
def preview_undo(*, actor: Actor, team: Team, source_id: int) -> UndoPlan:
    """Counts only, no persons. Raises NotVisible, PermissionRefused."""
    require(actor, "workbook.import", team)
    applied = _applied(team, source_id)
    return _plan(team, applied)[0]


@transaction.atomic
def undo_import(*, actor: Actor, team: Team, source_id: int) -> UndoPlan:
    """Makes the team say what it said before the import. Raises UndoRefused, NotVisible, PermissionRefused."""
    require(actor, "workbook.import", team)
    moment = learning_moment(team.pk)
    applied = _applied(team, source_id, lock=True)
    plan, trace = _plan(team, applied)
    if trace is None:
        raise UndoRefused(plan.refusal)
    source = record_source(
        actor=actor,
        team_id=team.pk,
        kind=SourceKind.UNDO,
        file_name=_file_name(applied),
        row_count=plan.gone + plan.back + sum(plan.rows.values()),
    )
    try:
        with transaction.atomic():
            _carry_out(team, trace, Stamp(moment=moment, actor_id=actor.user_id, source_id=source.pk))
    except IntegrityError as clash:
        raise UndoRefused(_changed_text()) from clash
    applied.undone_at, applied.undone_by_id, applied.undo_source_id = moment, actor.user_id, source.pk
    applied.sealed = None
    applied.save()
    return plan


def forget_old_imports() -> int:
    """Empties what is kept for undoing imports of the present context that are too old for it; returns how many."""
    old = AppliedImport.objects.filter(sealed__isnull=False, moment__lt=timezone.now() - UNDO_FOR)
    return old.update(sealed=None)


def _applied(team: Team, source_id: int, *, lock: bool = False) -> AppliedImport:
    rows = AppliedImport.objects.filter(team=team, source_id=source_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotVisible
    return found


def _file_name(applied: AppliedImport) -> str:
    source = Source.objects.filter(team_id=applied.team_id, pk=applied.source_id).first()
    return source.file_name if source else ""


def _refusal(applied: AppliedImport) -> str:
    """Why the import can't be undone whatever stands there now; empty when it may be tried."""
    if applied.undone_at is not None:
        return _("This import has already been undone.")
    if applied.sealed is None or timezone.now() > undoable_until(applied):
        return _("An import can be undone for 30 days. Mend the workbook and read it in again instead.")
    newer = AppliedImport.objects.filter(
        team_id=applied.team_id, source_id__gt=applied.source_id, undone_at__isnull=True
    )
    if newer.exists():
        return _("Another file has been read in after this one. Undo that one first.")
    return ""


def _changed_text() -> str:
    return _(
        "It has changed since: somebody has written about the same things after the import. "
        "Mend the workbook and read it in again instead."
    )


def _plan(team: Team, applied: AppliedImport) -> tuple[UndoPlan, _Trace | None]:
    if refusal := _refusal(applied):
        return UndoPlan(applied=applied, refusal=refusal), None
    trace = _Trace(
        facts=tuple(replaced_by(team, source_id=applied.source_id, moment=applied.moment)),
        besides=unseal(bytes(applied.sealed or b""), applied.source_id),
        applied=applied,
        parts=frozenset(count_parts(team, applied.source_id, applied.moment)),
    )
    clashes = _clashes(team, trace)
    gone = vanishing(trace.facts, StayDetail, "stay_id")
    touched = _stays(trace)
    plan = UndoPlan(
        applied=applied,
        gone=len(gone),
        back=len(touched - gone),
        rows=_rows(trace),
        clashes=clashes,
        changes_team=trace.besides.before.team != trace.besides.after.team,
        refusal=_changed_text() if clashes else "",
    )
    return plan, None if clashes else trace


def _rows(trace: _Trace) -> Mapping[SheetName, int]:
    """Rows of the other sheets; a step of a ladder belongs to its placement's row, where that changes too."""
    found = Counter({SheetName.GROUPS: len(trace.besides.before.groups)})
    placements: set[object] = set()
    for one in trace.facts:
        if one.kind.sheet not in (SheetName.STAYS, SheetName.HOURS):
            found[one.kind.sheet] += len(one.before)
        if one.kind.model is Placement:
            placements = one.told("series")
    for one in trace.facts:
        if one.kind.model is HoursStep:
            found[SheetName.HOURS] += sum(key[0] not in placements for key in one.before)
    found[SheetName.PLACEMENTS] += len(trace.parts - placements)
    return {sheet: count for sheet, count in found.items() if count}


def _stays(trace: _Trace) -> set[int]:
    """Stays whose own facts or person change."""
    found = set(trace.besides.before.stays)
    for one in trace.facts:
        if one.kind.sheet is SheetName.STAYS and "stay_id" in one.kind.key:
            found |= one.ids("stay_id")
    return found


def _clashes(team: Team, trace: _Trace) -> Mapping[SheetName, int]:
    """What changed since, by sheet."""
    found: Counter[SheetName] = Counter(changed_since(team, trace.besides))
    for one in trace.facts:
        found[one.kind.sheet] += len(one.changed_since)
    found.update(_kept_of_groups(team, trace))
    source_id, moment = trace.applied.source_id, trace.applied.moment
    found[SheetName.PLACEMENTS] += parts_changed_since(team, source_id, moment, _gone_placements(trace))
    moved = set(trace.besides.before.stays)
    found[SheetName.STAYS] += attached_since(team, trace.facts, moved=moved, source_id=source_id)
    found[SheetName.STAYS] += len(bound_stays(team, trace.besides.before.stays))  # kept of them since
    return {sheet: count for sheet, count in found.items() if count}


def _gone_placements(trace: _Trace) -> list[uuid.UUID]:
    """Those that the import made."""
    of_them = [one for one in trace.facts if one.kind.model is Placement]
    return [
        uuid.UUID(str(values[one.kind.values.index("series")]))
        for one in of_them
        for key, values in one.after.items()
        if values is not None and one.before[key] is None
    ]


def _kept_of_groups(team: Team, trace: _Trace) -> Mapping[SheetName, int]:
    """Groups and sessions that the import made, and that somebody has gone on with since."""
    groups = [pk for pk, state in trace.besides.before.groups.items() if state is None]
    going: dict[type[Fact], list[Values]] = {
        one.kind.model: [key for key, values in one.before.items() if values is None] for one in trace.facts
    }
    series = [uuid.UUID(str(key[0])) for key in going[GroupSession]]
    kept = kept_since(team, groups, series, going[Attendance])
    return {SheetName.GROUPS: kept["groups"], SheetName.ATTENDANCE: kept["marks"]}


def _carry_out(team: Team, trace: _Trace, stamp: Stamp) -> None:
    put_back(team, trace.besides)
    undo_parts(team, trace.applied.source_id, trace.applied.moment, stamp)
    for one in trace.facts:
        one.put_back(team, stamp)
    refresh_hours(team, timezone.localdate())
    stays: Collection[int] = _stays(trace)
    project(team.pk, list(stays))
    update_consent_ends(team.pk)
    follow_stays(team, stamp.actor_id)
    with connection.cursor() as cursor:  # told now, while the undo can still be refused
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
