"""Plans the sheet of stays: whose each row is, what can't be true, and which stays overlap."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from samsteg.activities.rules import Span
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.linking import Linked, RowPerson, Token, link
from samsteg.exchange.merging import Merged
from samsteg.exchange.plan import Change, Plan
from samsteg.exchange.protected_rows import kept_outside
from samsteg.exchange.rule_words import rule_issue
from samsteg.exchange.stay_records import stay_facts
from samsteg.exchange.stored import StoredSheet
from samsteg.exchange.wording import plain
from samsteg.participants.rules import overlapping, problems

SHEET = SHEETS[SheetName.STAYS]
NUMBER_SHOWN = "••••••••-••••"
PERSON_COLUMNS = {
    "sex": "Kön",
    "born_on": "Född",
    "coach": "Handledare",
    "team_consent_on": "Samtycke till teamet",
}


@dataclass(frozen=True, slots=True)
class StayContext:
    """What the plan of stays needs to know besides the records."""

    stored: StoredSheet
    by_own_id: Mapping[str, int]
    own_id_of: Mapping[int, str]
    by_number: Mapping[str, int]  # numbers of the file that a stored person has
    with_number: frozenset[int]  # persons that have a number stored
    staff: Mapping[str, int]  # user names of the team, lower case
    protected: frozenset[int] = frozenset()  # persons whom no file reads or writes
    takes_numbers: bool = True
    bound: Mapping[str, str] = field(default_factory=dict)  # stays that stay with their person, and why
    employers: Mapping[str, int] = field(default_factory=dict)  # every name of the register, and whose it is
    closed: Sequence[Span] = ()  # days when the team takes nobody in
    # by group, sessions that its end took out
    back_with_groups: Mapping[int, Sequence[dt.date]] = field(default_factory=dict)


def plan_stays(plan: Plan, rows: Sequence[Merged], context: StayContext) -> Linked:
    """Adds a planned row for each; returns how the rows are linked into persons."""
    linked = _linked(rows, context)
    own_ids = _own_ids(rows, linked)
    found = {str(merged.key[0]): list(_row_issues(merged, linked, context)) for merged in rows}
    _find_clashes(found, rows, linked, context)
    for merged in rows:
        own_id = str(merged.key[0])
        group = linked.group[own_id]
        merged = _with_number(_with_own_id(merged, own_ids.get(group, "")), linked, context)
        record = {**merged.record, "person_token": group, "person_id": linked.person.get(group)}
        if "personnummer" in merged.row.present:
            record["personnummer"] = merged.row.values.get("personnummer")
        plan.rows.append(merged.planned(SheetName.STAYS, issues=found[own_id], record=record))
    plan.own_persons = sum(
        1
        for merged in rows
        if not merged.record.get("person_own_id") and not merged.row.values.get("personnummer")
    )
    return linked


def _linked(rows: Sequence[Merged], context: StayContext) -> Linked:
    persons: dict[str, RowPerson] = {}
    for merged in rows:
        number = merged.row.values.get("personnummer")
        own_id = str(merged.record.get("person_own_id") or "")
        named = bool(number) or ("person_own_id" in merged.row.present and bool(own_id))
        persons[str(merged.key[0])] = RowPerson(
            own_id=own_id,
            number=str(number) if number else None,
            stored=context.stored.persons.get(merged.key),
            names_someone=named,
        )
    return link(
        persons, by_own_id=context.by_own_id, own_id_of=context.own_id_of, by_number=context.by_number
    )


def _own_ids(rows: Sequence[Merged], linked: Linked) -> dict[Token, str]:
    """The team's own id of each person, from whichever row gives it."""
    told = (
        (linked.group[str(merged.key[0])], str(merged.record.get("person_own_id") or "")) for merged in rows
    )
    return {group: own_id for group, own_id in told if own_id}


def _with_own_id(merged: Merged, own_id: str) -> Merged:
    """A row that leaves Person empty has the id that another row of the same person gives."""
    if not own_id or merged.record.get("person_own_id"):
        return merged
    merged = replace(merged, record={**merged.record, "person_own_id": own_id})
    if merged.is_new:  # an empty cell is no change of a new row
        return merged
    return replace(merged, changes=tuple(change for change in merged.changes if change.column != "Person"))


def _with_number(merged: Merged, linked: Linked, context: StayContext) -> Merged:
    """Notes a personnummer that is new or taken away, without ever showing it."""
    if "personnummer" not in merged.row.present:
        return merged
    number = merged.row.values.get("personnummer")
    person = linked.person.get(linked.group[str(merged.key[0])])
    had = person in context.with_number
    is_same = bool(number) and context.by_number.get(str(number)) == person and person is not None
    if is_same or (not number and not had):
        return merged
    old = None if merged.is_new or merged.key in context.stored.hidden else (NUMBER_SHOWN if had else "")
    change = Change(column="Personnummer", old=old, new=NUMBER_SHOWN if number else "")
    return merged.with_change(change)


def _row_issues(merged: Merged, linked: Linked, context: StayContext) -> Iterator[Issue]:
    row = merged.row.row_number
    if any(issue.is_error for issue in merged.row.issues):
        return
    if linked.person.get(linked.group[str(merged.key[0])]) in context.protected:
        yield kept_outside(SHEET, row)
        return
    if merged.row.values.get("personnummer") and not context.takes_numbers:
        yield _number_too_early(row)
    for problem in problems(stay_facts(merged.record)):
        yield rule_issue(problem, row)
    if str(merged.key[0]) in linked.torn:
        text = _("Person and Personnummer point to two different persons that are stored. Check both.")
        yield Issue(Level.ERROR, "person_torn", text, sheet=SHEET.title, row=row, column="Person")
    yield from _bound_issue(merged, linked, context)
    yield from _coach_issue(merged, context)


def _bound_issue(merged: Merged, linked: Linked, context: StayContext) -> Iterator[Issue]:
    """The stay would become another person's, and something is kept of it for the first one."""
    own_id = str(merged.key[0])
    stored = context.stored.persons.get(merged.key)
    if own_id not in context.bound or stored in (None, linked.person.get(linked.group[own_id])):
        return
    row = merged.row.row_number
    yield Issue(Level.ERROR, "stay_bound", context.bound[own_id], sheet=SHEET.title, row=row, column="Person")


def _number_too_early(row: int) -> Issue:
    return Issue(
        Level.ERROR,
        "number_before_decision",
        _(
            "The team takes no identity numbers until its controller is decided. Empty the cell, and fill in Född "
            "instead, or ask the controller officer to write the decision."
        ),
        sheet=SHEET.title,
        row=row,
        column="Personnummer",
    )


def _coach_issue(merged: Merged, context: StayContext) -> Iterator[Issue]:
    name = str(merged.record.get("coach") or "")
    stored = str(context.stored.records.get(merged.key, {}).get("coach") or "")
    if not name or name == stored or name.lower() in context.staff:
        return
    near = difflib.get_close_matches(name.lower(), context.staff, n=1)
    yield Issue(
        Level.ERROR,
        "coach_unknown",
        _(
            "Nobody in the team has this user name. Write the user name of a coach in the team, or leave it empty."
        ),
        sheet=SHEET.title,
        row=merged.row.row_number,
        column="Handledare",
        read=name[:80],
        expected=", ".join(sorted(context.staff)),
        nearest=near[0] if near else None,
    )


def _find_clashes(
    found: Mapping[str, list[Issue]], rows: Sequence[Merged], linked: Linked, context: StayContext
) -> None:
    """Adds the issues between rows to `found`.

    A wrong row may be left out, and then what is stored of its stay still stands: so the sound rows are compared with
    that, again for as long as a row turns out wrong.
    """
    sound = [merged for merged in rows if not _is_wrong(merged, found)]
    while clashes := _clashes(sound, linked, context):
        for own_id, issues in clashes.items():
            found[own_id].extend(issues)
        sound = [merged for merged in sound if not _is_wrong(merged, found)]


def _is_wrong(merged: Merged, found: Mapping[str, list[Issue]]) -> bool:
    return any(issue.is_error for issue in (*merged.row.issues, *found[str(merged.key[0])]))


def _clashes(rows: Sequence[Merged], linked: Linked, context: StayContext) -> dict[str, list[Issue]]:
    """Issues between rows of the same person: overlapping stays, and facts of the person that differ."""
    found: dict[str, list[Issue]] = defaultdict(list)
    persons: dict[object, list[Merged]] = defaultdict(list)
    for merged in rows:
        persons[linked.group[str(merged.key[0])]].append(merged)
    stored_of = _stored_stays({str(merged.key[0]) for merged in rows}, context)
    for group, members in persons.items():
        others = stored_of.get(linked.person.get(group, 0), []) if isinstance(group, tuple) else []
        if len(members) + len(others) < 2:
            continue
        for issue in [*_overlaps(members, others), *_differences(members)]:
            found[issue[0]].append(issue[1])
    return found


Stretch = tuple[str, dt.date, dt.date | None]


def _stored_stays(in_file: set[str], context: StayContext) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for key, record in context.stored.records.items():
        if str(key[0]) not in in_file:
            found[context.stored.persons[key]] += _stretch(str(key[0]), record)
    return found


def _stretch(name: str, record: Mapping[str, object]) -> list[Stretch]:
    enrolled_on, exited_on = record.get("enrolled_on"), record.get("exited_on")
    if not isinstance(enrolled_on, dt.date):
        return []
    return [(name, enrolled_on, exited_on if isinstance(exited_on, dt.date) else None)]


def _overlaps(members: Sequence[Merged], others: Sequence[Stretch]) -> Iterator[tuple[str, Issue]]:
    in_file = {str(merged.key[0]): merged for merged in members}
    stretches = [part for name, merged in in_file.items() for part in _stretch(name, merged.record)]
    for earlier, later in overlapping([*stretches, *others]):
        for name, other in ((later, earlier), (earlier, later)):
            if name in in_file:
                yield (
                    name,
                    Issue(
                        Level.ERROR,
                        "stays_overlap",
                        _(
                            "The person already has a stay at that time: %(other)s. End one before the other starts."
                        )
                        % {"other": other},
                        sheet=SHEET.title,
                        row=in_file[name].row.row_number,
                        column="Inskriven",
                        read=plain(in_file[name].record["enrolled_on"]),
                    ),
                )


def _differences(members: Sequence[Merged]) -> Iterator[tuple[str, Issue]]:
    first, *rest = members
    for merged in rest:
        for key, column in PERSON_COLUMNS.items():
            if (merged.record.get(key) or None) == (first.record.get(key) or None):
                continue
            yield (
                str(merged.key[0]),
                Issue(
                    Level.ERROR,
                    "person_differs",
                    _(
                        "Row %(row)d is the same person but says something else. Write what is true on both rows."
                    )
                    % {"row": first.row.row_number},
                    sheet=SHEET.title,
                    row=merged.row.row_number,
                    column=column,
                    read=plain(merged.record.get(key) or ""),
                ),
            )
