"""What the team has stored, in the shape of the workbook: one record per row, named by the sheet's key.

The same records are compared with a file at import and written out at export: what goes out comes back unchanged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db import models

from samsteg.access.protection import protected_among
from samsteg.access.selectors import PersonAccess, access_by_person
from samsteg.budget.models import BudgetRow
from samsteg.core.actor import Actor
from samsteg.core.facts import Fact
from samsteg.exchange.columns import SheetName
from samsteg.exchange.stored_groups import stored_attendance, stored_groups
from samsteg.exchange.stored_placements import stored_placements
from samsteg.exchange.stored_sheet import Key as Key
from samsteg.exchange.stored_sheet import Record as Record
from samsteg.exchange.stored_sheet import StoredSheet as StoredSheet
from samsteg.organisation.models import ControllerDecision, Team
from samsteg.participants.efforts_from_file import with_stay
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.people.models import Person, PersonDetail
from samsteg.staffing.models import Position
from samsteg.statistics.models import PublishedFigure

F = TypeVar("F", bound=Fact)

STAY_FIELDS = [
    "referrer",
    "municipality_code",
    "referred_on",
    "study_visit_on",
    "mission_received_on",
    "enrolled_on",
    "exited_on",
    "not_enrolled_on",
    "not_enrolled_reason",
    "exit_reason",
    "exit_detail",
    "exit_detail_text",
    "exit_extent_percent",
    "early_exit",
    "income_start",
    "income_exit",
    "support_before_months",
]
BUDGET_KEY = ("year", "period", "name")
BUDGET_VALUES = ("requested_sek", "granted_sek", "actual_half_year_sek", "actual_sek", "forecast_rest_sek")
POSITION_KEY = ("role", "organisation", "started_on", "ordinal")
POSITION_VALUES = ("percent", "ended_on", "remark")
PUBLISHED_KEY = ("figure", "period_from", "period_to", "ordinal")
PUBLISHED_VALUES = ("value", "unit", "source")


def load(
    actor: Actor, team: Team, wanted: Collection[SheetName] = tuple(SheetName)
) -> dict[SheetName, StoredSheet]:
    """Everything of the team that the workbook can hold, with the rows hidden from the actor marked.

    Groups and what happened in them are read where one of their sheets is `wanted`, and what is written about
    placements where theirs is.
    """
    stays = _stays(actor, team)
    groups, attendance = StoredSheet(), StoredSheet()
    if {SheetName.GROUPS, SheetName.ATTENDANCE} & {*wanted}:
        groups, names = stored_groups(team)
        attendance = stored_attendance(team, names, stays)
    placements, hours = stored_placements(team, stays, wanted)
    return {
        SheetName.TEAM: _team(team),
        SheetName.STAYS: stays,
        SheetName.BUDGET: _facts(
            BudgetRow.objects.filter(team=team),
            BUDGET_KEY,
            BUDGET_VALUES,
            ("year", "position", "name", "period"),
        ),
        SheetName.POSITIONS: _facts(
            Position.objects.filter(team=team), POSITION_KEY, POSITION_VALUES, ("started_on",)
        ),
        SheetName.PLACEMENTS: placements,
        SheetName.HOURS: hours,
        SheetName.EFFORTS: _efforts(team, stays),
        SheetName.GROUPS: groups,
        SheetName.ATTENDANCE: attendance,
        SheetName.REPORTED: _reported(team),
    }


def _team(team: Team) -> StoredSheet:
    decision = (
        ControllerDecision.objects.filter(team=team).order_by("-pk").select_related("controller").first()
    )
    record: Record = {
        "name": team.name,
        "municipality_code": team.municipality_code,
        "association": team.association.name if team.association else "",
        "period_from": team.report_from,
        "period_to": team.report_to,
        "controller": decision.controller.name if decision else "",
    }
    return StoredSheet(records={(): record})


def _facts(
    rows: models.QuerySet[F], key: tuple[str, ...], values: tuple[str, ...], order: tuple[str, ...] = ()
) -> StoredSheet:
    current = _in_first_order(rows, key, values, order)
    return StoredSheet(records={tuple(row[name] or None for name in key): row for row in current})


def _in_first_order(
    rows: models.QuerySet[F], key: tuple[str, ...], values: tuple[str, ...], order: tuple[str, ...] = ()
) -> list[Record]:
    """Current facts in `order`, then in the order in which their keys were first learnt: a correction moves no row."""
    names = tuple(dict.fromkeys((*key, *values, *order)))
    first: dict[Key, int] = {}
    current: list[Record] = []
    for row in rows.order_by("pk").values("pk", "superseded_at", *names):
        first.setdefault(tuple(row[name] for name in key), row["pk"])
        if row["superseded_at"] is None:
            current.append(row)
    found = sorted(
        current,
        key=lambda row: (*(row[name] for name in order), first[tuple(row[name] for name in key)]),
    )
    return [{name: row[name] for name in (*key, *values)} for row in found]


def _stays(actor: Actor, team: Team) -> StoredSheet:
    details = {
        person_id: (sex, born_on, birth_year)
        for person_id, sex, born_on, birth_year in PersonDetail.objects.filter(
            team=team, superseded_at__isnull=True
        ).values_list("person_id", "sex", "born_on", "birth_year")
    }
    own_ids = dict(Person.objects.filter(team=team).values_list("pk", "own_id"))
    parallel = {
        stay_id: (started_on, ended_on)
        for stay_id, started_on, ended_on in ParallelEffort.objects.filter(
            with_stay(), team=team, superseded_at__isnull=True
        ).values_list("stay_id", "started_on", "ended_on")
    }
    access = access_by_person(team.pk)
    visible = set(Stay.objects.visible_to(actor).in_team(team.pk).values_list("pk", flat=True))
    protected = protected_among(team.pk)
    sheet = StoredSheet()
    in_team = Stay.objects.in_team(team.pk)
    for own_id, person_id in in_team.unknown().values_list("own_id", "person_id"):
        sheet.persons[(own_id,)] = person_id  # no record: should the id come again, it is the same person's
        if person_id in protected:
            sheet.protected.add((own_id,))
    rows = in_team.known().order_by("pk").values("pk", "own_id", "person_id", *STAY_FIELDS)
    for row in rows.iterator():
        key = (row["own_id"],)
        person_id = row["person_id"]
        record = _stay_record(
            row, details.get(person_id, ("", None, None)), access.get(person_id, PersonAccess())
        )
        record["person_own_id"] = own_ids.get(person_id, "")
        record["parallel_started_on"], record["parallel_ended_on"] = parallel.get(row["pk"], (None, None))
        sheet.records[key] = record
        sheet.persons[key] = person_id
        if row["pk"] not in visible:
            sheet.hidden.add(key)
        if person_id in protected:
            sheet.protected.add(key)
    return sheet


def _stay_record(row: Mapping[str, object], detail: tuple[object, ...], access: PersonAccess) -> Record:
    record: Record = {name: None if row[name] == "" else row[name] for name in ("own_id", *STAY_FIELDS)}
    if record["exited_on"] is None:
        record["early_exit"] = None
    record["sex"], record["born_on"], record["birth_year"] = detail
    record["coach"] = access.coach
    record["team_consent_on"] = access.team_consent_on
    return record


def _efforts(team: Team, stays: StoredSheet) -> StoredSheet:
    """Every period but those that stand with their stay."""
    sheet = StoredSheet()
    names = ("stay__own_id", "code", "started_on")
    rows = ParallelEffort.objects.filter(~with_stay(), team=team, superseded_at__isnull=True)
    for row in rows.order_by("stay_id", "code", "started_on").values(*names, "ended_on"):
        key = tuple(row[name] for name in names)
        sheet.records[key] = {"own_id": row.pop("stay__own_id"), **row}
        if key[:1] in stays.hidden:
            sheet.hidden.add(key)
    return sheet


def _reported(team: Team) -> StoredSheet:
    rows = PublishedFigure.objects.filter(team=team)
    return _facts(rows, PUBLISHED_KEY, PUBLISHED_VALUES, ("period_from",))
