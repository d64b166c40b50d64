"""Carries out a plan: every changed row becomes dated facts with one moment and one source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from samsteg.access.selectors import staff_by_username
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.activities.following import follow_stays
from samsteg.budget.models import BudgetRow
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp, replace_facts
from samsteg.exchange.applying_groups import (
    group_keys,
    write_attendance,
    write_ends,
    write_groups,
    write_leaders,
)
from samsteg.exchange.applying_placements import write_hours, write_placements
from samsteg.exchange.columns import SheetName
from samsteg.exchange.plan import Plan, PlannedRow
from samsteg.exchange.stay_records import as_date, as_whole, stay_facts
from samsteg.exchange.stored import (
    BUDGET_KEY,
    BUDGET_VALUES,
    POSITION_KEY,
    POSITION_VALUES,
    PUBLISHED_KEY,
)
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.efforts_from_file import Place
from samsteg.participants.efforts_from_file import save_from_file as save_efforts
from samsteg.participants.models import Stay
from samsteg.participants.services import save_stays
from samsteg.people.services import PersonFacts, create_persons, save_details, save_own_ids, save_personnummer
from samsteg.staffing.models import Position
from samsteg.statistics.models import PublishedFigure

TOTAL_ROW = "totalt"


def apply_plan(actor: Actor, team: Team, plan: Plan, stamp: Stamp) -> int:
    """Writes all rows that are new or changed and returns how many. The caller holds the team's lock."""
    known = group_keys(team)
    writers: tuple[tuple[SheetName, Callable[[Actor, Team, Sequence[PlannedRow], Stamp], None]], ...] = (
        (SheetName.STAYS, _write_stays),
        (SheetName.BUDGET, _write_budget),
        (SheetName.POSITIONS, _write_positions),
        (SheetName.PLACEMENTS, write_placements),
        (SheetName.HOURS, write_hours),
        (SheetName.EFFORTS, _write_efforts),
        (SheetName.GROUPS, write_groups),
        (SheetName.ATTENDANCE, partial(write_attendance, known=known)),
        (SheetName.REPORTED, _write_reported),
    )
    written = 0
    for name, write in writers:
        if rows := plan.of(name):
            write(actor, team, rows, stamp)
            written += len(rows)
    groups = plan.of(SheetName.GROUPS)
    write_leaders(actor, team, groups, known)  # they lead from the first session
    write_ends(actor, team, groups, stamp, known)
    follow_stays(team, stamp.actor_id)
    return written


def _write_stays(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    persons = _persons(team, rows)
    save_details(team=team, persons={persons[row.key]: _person_facts(row) for row in rows}, stamp=stamp)
    save_own_ids(
        team=team, own_ids={persons[row.key]: str(row.record.get("person_own_id") or "") for row in rows}
    )
    _write_numbers(team, rows, persons)
    save_stays(
        actor=actor,
        team=team,
        stays={str(row.key[0]): stay_facts(row.record) for row in rows},
        persons={str(row.key[0]): persons[row.key] for row in rows},
        stamp=stamp,
    )
    _write_access(team, rows, persons)


def _persons(team: Team, rows: Sequence[PlannedRow]) -> dict[tuple[object, ...], int]:
    """The person of each row; makes those that are new, once per group of linked rows."""
    groups = {row.record["person_token"]: row.record["person_id"] for row in rows}
    own_ids = {row.record["person_token"]: str(row.record.get("person_own_id") or "") for row in rows}
    new = [token for token, person in groups.items() if person is None]
    made = create_persons(team=team, own_ids=[own_ids[token] for token in new])
    groups.update(zip(new, made, strict=True))
    return {row.key: int(str(groups[row.record["person_token"]])) for row in rows}


def _person_facts(row: PlannedRow) -> PersonFacts:
    record = row.record
    return PersonFacts(
        sex=str(record["sex"]),
        born_on=as_date(record.get("born_on")),
        birth_year=as_whole(record.get("birth_year")),
    )


def _write_numbers(team: Team, rows: Sequence[PlannedRow], persons: dict[tuple[object, ...], int]) -> None:
    told = {persons[row.key]: row.record["personnummer"] for row in rows if "personnummer" in row.record}
    if told:
        save_personnummer(
            team=team, numbers={person: str(number) if number else None for person, number in told.items()}
        )


def _write_access(team: Team, rows: Sequence[PlannedRow], persons: dict[tuple[object, ...], int]) -> None:
    staff = staff_by_username(team.pk)
    coaches: dict[int, int | None] = {}
    for row in rows:
        name = str(row.record.get("coach") or "").lower()
        if not name or name in staff:  # a former colleague's name, unchanged, stays
            coaches[persons[row.key]] = staff.get(name)
    assign_coaches(team=team, coaches=coaches)
    record_team_consents(
        team=team, consents={persons[row.key]: as_date(row.record.get("team_consent_on")) for row in rows}
    )
    update_consent_ends(team.pk)


def _write_budget(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    values = (*BUDGET_VALUES, "position", "is_total")
    replace_facts(
        BudgetRow.objects.all(),
        team_id=team.pk,
        key=BUDGET_KEY,
        values=values,
        desired={row.key: (*_picked(row, BUDGET_VALUES), row.row, _is_total(row)) for row in rows},
        stamp=stamp,
    )


def _is_total(row: PlannedRow) -> bool:
    """A granted sum that is to be spread over the rows: `Totalt` with only Beviljat."""
    filled = [name for name in BUDGET_VALUES if row.record.get(name) is not None]
    return str(row.key[2]).strip().lower() == TOTAL_ROW and filled == ["granted_sek"]


def _write_positions(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    replace_facts(
        Position.objects.all(),
        team_id=team.pk,
        key=POSITION_KEY,
        values=POSITION_VALUES,
        desired={
            (row.key[0], row.key[1] or "", *row.key[2:]): (
                row.record.get("percent"),
                row.record.get("ended_on"),
                row.record.get("remark") or "",
            )
            for row in rows
        },
        stamp=stamp,
    )


def _write_efforts(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    stays = dict(Stay.objects.in_team(team.pk).values_list("own_id", "pk"))
    desired: dict[Place, dt.date | None] = {}
    for row in rows:
        started_on = as_date(row.record["started_on"])
        assert started_on is not None  # a required column
        place = (stays[str(row.key[0])], str(row.record["code"]), started_on)
        desired[place] = as_date(row.record.get("ended_on"))
    save_efforts(team=team, desired=desired, stamp=stamp)


def _write_reported(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    replace_facts(
        PublishedFigure.objects.all(),
        team_id=team.pk,
        key=PUBLISHED_KEY,
        values=("value", "unit", "source", "decimals", "is_code"),
        desired={
            row.key: (
                row.record["value"],
                row.record.get("unit") or "",
                row.record.get("source") or "",
                _decimals(row.record["value"]),
                bool(row.record.get("is_code")),
            )
            for row in rows
        },
        stamp=stamp,
    )


def _decimals(value: object) -> int:
    """Decimals as printed: 23 has none, 22.3 has one."""
    if not isinstance(value, Decimal):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _picked(row: PlannedRow, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(row.record.get(name) for name in names)
