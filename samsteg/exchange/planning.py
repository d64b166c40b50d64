"""Compares a file with what is stored and says what an import would do. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.exchange.attendance_plan import AttendanceContext, plan_attendance, stays_there_will_be
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.effort_plan import plan_efforts
from samsteg.exchange.end_plan import end_issues, last_days
from samsteg.exchange.group_plan import plan_groups
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged, merge
from samsteg.exchange.placement_plan import plan_placements
from samsteg.exchange.plan import Plan, RowState
from samsteg.exchange.protected_rows import kept_outside
from samsteg.exchange.rows import ParsedRow, ParsedWorkbook
from samsteg.exchange.stay_plan import StayContext, plan_stays
from samsteg.exchange.stored import Key, StoredSheet
from samsteg.exchange.wording import key_text
from samsteg.statistics.indicators import find

PLAIN = (SheetName.BUDGET, SheetName.POSITIONS, SheetName.REPORTED)
ABOUT_STAYS = (
    SheetName.PLACEMENTS,
    SheetName.HOURS,
    SheetName.EFFORTS,
    SheetName.GROUPS,
    SheetName.ATTENDANCE,
)


def make_plan(parsed: ParsedWorkbook, stored: Mapping[SheetName, StoredSheet], stays: StayContext) -> Plan:
    """The whole plan: stays first (persons, overlaps), then the sheets whose rows stand alone."""
    plan = Plan(issues=list(parsed.issues))
    plan_stays(
        plan,
        [merge(row, stored[SheetName.STAYS]) for row in parsed.rows(SheetName.STAYS)],
        stays,
    )
    known_stays = {row.key for row in plan.rows if row.state is not RowState.WRONG} | set(
        stored[SheetName.STAYS].records
    )
    for name in PLAIN:
        rows = [merge(row, stored[name]) for row in _coded(name, parsed.rows(name))]
        plan.rows += [merged.planned(name) for merged in rows]
    _plan_placements(plan, parsed, stored, stays, known_stays)
    _plan_efforts(plan, parsed, stored, known_stays)
    _plan_groups(plan, parsed, stored, stays)
    for name in (SheetName.STAYS, *PLAIN, *ABOUT_STAYS):
        if name in parsed.sheets:
            _note_missing(plan, name, stored[name])
    return plan


def _plan_placements(
    plan: Plan,
    parsed: ParsedWorkbook,
    stored: Mapping[SheetName, StoredSheet],
    stays: StayContext,
    known_stays: set[Key],
) -> None:
    """Placements, then the steps of their ladders."""
    protected = stored[SheetName.STAYS].protected
    plan_placements(
        plan,
        parsed,
        stored,
        stays.employers,
        lambda name, one: _of_stay(name, one, known_stays, protected),
    )


def _plan_efforts(
    plan: Plan,
    parsed: ParsedWorkbook,
    stored: Mapping[SheetName, StoredSheet],
    known_stays: set[Key],
) -> None:
    """Also without the sheet: a stay's own period may overlap one that is stored."""
    rows = [merge(row, stored[SheetName.EFFORTS]) for row in parsed.rows(SheetName.EFFORTS)]
    protected = stored[SheetName.STAYS].protected
    issues = {
        one.row.row_number: list(_of_stay(SheetName.EFFORTS, one, known_stays, protected)) for one in rows
    }
    plan_efforts(plan, rows, stored[SheetName.EFFORTS], stored[SheetName.STAYS], issues)


def _plan_groups(
    plan: Plan, parsed: ParsedWorkbook, stored: Mapping[SheetName, StoredSheet], stays: StayContext
) -> None:
    """Groups, then what happened in them: marks rest on both the groups and the stays that there will be."""
    if not {SheetName.GROUPS, SheetName.ATTENDANCE} & parsed.sheets.keys():
        return
    of_groups, attendance = stored[SheetName.GROUPS], stored[SheetName.ATTENDANCE]
    groups = plan_groups(
        plan,
        parsed.rows(SheetName.GROUPS),
        of_groups,
        stays.staff,
        lambda one: end_issues(one, attendance, stays.back_with_groups),
    )
    capacities = {str(key[0]): record.get("capacity") for key, record in of_groups.records.items()}
    capacities |= {str(row.key[0]): row.record.get("capacity") for row in plan.of(SheetName.GROUPS)}
    records, who = stays_there_will_be(plan, stored[SheetName.STAYS])
    context = AttendanceContext(
        stored=attendance,
        groups=groups,
        last_days=last_days(plan, of_groups),
        capacities={name: most for name, most in capacities.items() if isinstance(most, int)},
        stays=records,
        who=who,
        protected=stored[SheetName.STAYS].protected,
        closed=stays.closed,
        today=timezone.localdate(),
    )
    plan_attendance(plan, parsed.rows(SheetName.ATTENDANCE), context)


def _of_stay(name: SheetName, merged: Merged, known_stays: set[Key], protected: set[Key]) -> Iterator[Issue]:
    """What is wrong with whom a row is about."""
    if merged.key[:1] in protected:
        yield kept_outside(SHEETS[name], merged.row.row_number)
    elif merged.key[:1] not in known_stays:
        yield Issue(
            Level.ERROR,
            "stay_unknown",
            _("No stay with this id stands in the sheet Ärenden or is stored. Check the id."),
            sheet=SHEETS[name].title,
            row=merged.row.row_number,
            column="Ärende",
            read=str(merged.key[0]),
        )


def _coded(name: SheetName, rows: Iterable[ParsedRow]) -> Iterator[ParsedRow]:
    """Rows of `Redovisat` are stored by the figure's code when the words are a code or a label; else by the words."""
    seen: Counter[Key] = Counter()
    for row in rows:
        text = row.values.get("figure")
        if name is not SheetName.REPORTED or text is None:
            yield row
            continue
        code = find(str(text))
        key = (code or text, *row.key[1:3])
        seen[key] += 1
        issues = row.issues if code else (*row.issues, _unknown_figure(row, str(text)))
        values = {**row.values, "figure": code or text, "is_code": bool(code)}
        yield replace(row, key=(*key, seen[key]), values=values, issues=issues)


def _unknown_figure(row: ParsedRow, text: str) -> Issue:
    return Issue(
        Level.WARNING,
        "figure_unknown",
        _("No figure has this code or name. It is kept as text and isn't compared with anything."),
        sheet=SHEETS[SheetName.REPORTED].title,
        row=row.row_number,
        column="Mått",
        read=text[:80],
    )


def _note_missing(plan: Plan, name: SheetName, stored: StoredSheet) -> None:
    in_file = {row.key for row in plan.rows if row.sheet is name}
    names = [
        key_text(SHEETS[name], key)
        for key in stored.records
        if key not in in_file and key not in stored.hidden
    ]
    if names:
        plan.not_in_file[name] = names
