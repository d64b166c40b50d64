"""Import in two steps: preview says what would happen, apply does it in one transaction or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.access.selectors import staff_by_username
from samsteg.activities.ending import back_if_held_again
from samsteg.activities.from_file import closed_spans
from samsteg.audit.enums import ReadKind, SourceKind
from samsteg.audit.services import log_reads, record_source
from samsteg.core.actor import Actor
from samsteg.core.collector import paused_collector
from samsteg.core.errors import Refused
from samsteg.core.facts import Stamp, learning_moment
from samsteg.exchange.applying import apply_plan
from samsteg.exchange.besides import read_besides
from samsteg.exchange.columns import SheetName
from samsteg.exchange.opening import NumberedRows, open_workbook
from samsteg.exchange.parsing import Place, read_rows
from samsteg.exchange.plan import Change, Plan, PlannedRow, RowState
from samsteg.exchange.planning import make_plan
from samsteg.exchange.rows import ParsedWorkbook
from samsteg.exchange.stay_plan import StayContext
from samsteg.exchange.stored import Key, StoredSheet, load
from samsteg.exchange.team_facts import check_team, plan_team, save_team_sheet
from samsteg.exchange.undo import note_applied
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import takes_numbers
from samsteg.participants.relinking import bound_own_ids
from samsteg.people.models import Identity, Person
from samsteg.people.selectors import persons_by_personnummer
from samsteg.placements.employers.names import known_names

ROWS_BETWEEN_NEWS = 250
WHOSE: Mapping[SheetName, int] = {  # where the key of a row about somebody names the stay
    SheetName.STAYS: 0,
    SheetName.PLACEMENTS: 0,
    SheetName.HOURS: 0,
    SheetName.EFFORTS: 0,
    SheetName.ATTENDANCE: 3,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an apply did. `source_id` is None when the file changed nothing."""

    plan: Plan
    written: int
    source_id: int | None


class ImportRefused(Refused):
    """Nothing was written; `plan` names every row and why."""

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


class PlanChanged(ImportRefused):
    """Somebody saved in between: the plan that was shown is no longer what would happen."""


@paused_collector()
def read_workbook(
    path: Path,
    *,
    filename: str,
    corrections: Mapping[Place, str] | None = None,
    on_rows: Callable[[int, int], None] | None = None,
) -> ParsedWorkbook:
    """The file's rows under our names; `on_rows` is told (rows read, 0) now and then. Raises FileRefused."""
    with open_workbook(path, filename=filename) as raw:
        if on_rows is not None:
            raw.sheets = tuple(replace(sheet, rows=_counting(sheet.rows, on_rows)) for sheet in raw.sheets)
        return read_rows(raw, corrections=corrections)


def _counting(
    rows: Callable[[], NumberedRows], on_rows: Callable[[int, int], None]
) -> Callable[[], NumberedRows]:
    def counted() -> NumberedRows:
        for number, row in rows():
            if number % ROWS_BETWEEN_NEWS == 0:
                on_rows(number, 0)
            yield number, row

    return counted


def checksum(path: Path) -> str:
    """SHA-256 of the file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@paused_collector()
@transaction.atomic
def preview_import(*, actor: Actor, team: Team, parsed: ParsedWorkbook, place: str) -> Plan:
    """What an apply would do now. The persons that are compared are written to the read log."""
    require(actor, "workbook.import", team)
    return _plan(actor, team, parsed, place)


def _plan(actor: Actor, team: Team, parsed: ParsedWorkbook, place: str) -> Plan:
    check_team(team, parsed)
    stored = load(actor, team, parsed.sheets.keys())
    plan = make_plan(parsed, stored, _context(team, parsed, stored[SheetName.STAYS]))
    plan.rows[:0] = plan_team(parsed, stored[SheetName.TEAM])
    _log(actor, team, plan, stored, place)
    return plan


def _context(team: Team, parsed: ParsedWorkbook, stored: StoredSheet) -> StayContext:
    own_ids = dict(Person.objects.filter(team=team).exclude(own_id="").values_list("pk", "own_id"))
    numbers = {
        str(number) for row in parsed.rows(SheetName.STAYS) if (number := row.values.get("personnummer"))
    }
    with_number = Identity.objects.filter(team=team, personnummer_index__isnull=False)
    return StayContext(
        stored=stored,
        by_own_id={own_id: pk for pk, own_id in own_ids.items()},
        own_id_of=own_ids,
        by_number=persons_by_personnummer(team.pk, numbers) if numbers else {},
        with_number=frozenset(with_number.values_list("person_id", flat=True)),
        staff=staff_by_username(team.pk),
        protected=protected_among(team.pk),
        takes_numbers=not numbers or takes_numbers(team),
        bound=bound_own_ids(team),
        closed=closed_spans(team) if SheetName.ATTENDANCE in parsed.sheets else (),
        employers=known_names(team) if {SheetName.PLACEMENTS, SheetName.HOURS} & parsed.sheets.keys() else {},
        back_with_groups=back_if_held_again(team) if SheetName.GROUPS in parsed.sheets else {},
    )


def _log(actor: Actor, team: Team, plan: Plan, stored: Mapping[SheetName, StoredSheet], place: str) -> None:
    """Everybody whose stored rows the preview shows, and those whom it lists as missing in the file."""
    stays = stored[SheetName.STAYS]
    shown = {_own_id(row) for row in plan.rows if row.key in stored[row.sheet].records} - stays.hidden
    for sheet in plan.not_in_file:
        shown |= {_own_id_in(sheet, key) for key in stored[sheet].records if key not in stored[sheet].hidden}
    persons = {stays.persons[key] for key in shown if key in stays.persons}
    if persons:
        log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.IMPORT, place=place)


def _own_id(row: PlannedRow) -> Key:
    return _own_id_in(row.sheet, row.key)


def _own_id_in(sheet: SheetName, key: Key) -> Key:
    """Which stay a row is about; empty for rows about nobody."""
    at = WHOSE.get(sheet)
    return () if at is None else key[at : at + 1]


def fingerprint(plan: Plan) -> str:
    """Tells whether two plans would do the same; holds nothing of what they say."""

    def change(found: Change) -> tuple[str, str | None, str]:
        return (found.column, found.old, found.new)

    def row(planned: PlannedRow) -> tuple[object, ...]:
        return (
            planned.sheet.value,
            planned.row,
            planned.state.value,
            [change(found) for found in planned.changes],
        )

    return hashlib.sha256(json.dumps([row(planned) for planned in plan.rows]).encode()).hexdigest()


@paused_collector()
@transaction.atomic
def apply_import(
    *,
    actor: Actor,
    team: Team,
    parsed: ParsedWorkbook,
    file_name: str,
    file_checksum: str,
    place: str,
    leave_out_wrong: bool = False,
    expected: str | None = None,
) -> Imported:
    """Stores the file: all rows or none, wrong rows left out only when asked.

    `expected` is the fingerprint of the plan that was shown. Raises ImportRefused with the plan when rows are wrong,
    PlanChanged when somebody saved in between, PermissionRefused.
    """
    require(actor, "workbook.import", team)
    moment = learning_moment(team.pk)
    plan = _plan(actor, team, parsed, place)
    if expected is not None and fingerprint(plan) != expected:
        raise PlanChanged(
            _("Somebody saved while you were looking. Look at the rows again before you read them in."), plan
        )
    _refuse_wrong(plan, leave_out_wrong)
    before = read_besides(team, plan)
    save_team_sheet(team, plan)
    if not any(row.applies for row in plan.rows):
        return Imported(plan=plan, written=0, source_id=None)
    source = record_source(
        actor=actor,
        team_id=team.pk,
        kind=SourceKind.WORKBOOK,
        file_name=file_name[:200],
        checksum=file_checksum,
        row_count=sum(row.applies for row in plan.rows),
    )
    written = apply_plan(actor, team, plan, Stamp(moment=moment, actor_id=actor.user_id, source_id=source.pk))
    note_applied(team, plan, source, moment, before, read_besides(team, plan, before))
    return Imported(plan=plan, written=written, source_id=source.pk)


def _refuse_wrong(plan: Plan, leave_out_wrong: bool) -> None:
    if any(issue.is_error for issue in plan.issues):
        raise ImportRefused(_("The file can't be read in as it is. Nothing was stored."), plan)
    wrong = [row for row in plan.rows if row.state is RowState.WRONG]
    if wrong and not leave_out_wrong:
        message = ngettext(
            "%(count)d row is wrong. Nothing was stored. Mend it, or choose to leave it out.",
            "%(count)d rows are wrong. Nothing was stored. Mend them, or choose to leave them out.",
            len(wrong),
        )
        raise ImportRefused(message % {"count": len(wrong)}, plan)
