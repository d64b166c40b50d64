"""Placements and their ladders in the shape of the sheets Arbetsträning and Timmar."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from samsteg.exchange.columns import SheetName
from samsteg.exchange.stored_sheet import Key, Record, StoredSheet
from samsteg.organisation.models import Team
from samsteg.placements.file_parts import file_rungs, file_signed, file_texts
from samsteg.placements.from_file import FILE_VALUES
from samsteg.placements.models import Placement

NAMES = ("stay__own_id", "employer", "started_on")


def stored_placements(
    team: Team, stays: StoredSheet, wanted: Collection[SheetName]
) -> tuple[StoredSheet, StoredSheet]:
    """The two sheets. Where the first is `wanted`, texts are opened and agreements' days looked up."""
    placements, series = _placements(team, stays)
    hours = StoredSheet()
    if SheetName.PLACEMENTS in wanted:
        _add_parts(team, placements, series, {stays.persons[key] for key in stays.protected})
    if not {SheetName.PLACEMENTS, SheetName.HOURS} & {*wanted}:
        return placements, hours
    steps: dict[uuid.UUID, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for one, day, count in file_rungs(team):
        steps[one].append((day, count))
    for one, key in series.items():
        for day, count in steps[one]:
            record = {name: placements.records[key][name] for name in ("own_id", "employer", "started_on")}
            hours.records[*key, day] = {**record, "valid_from": day, "hours_per_week": count}
            if key in placements.hidden:
                hours.hidden.add((*key, day))
    return placements, hours


def _placements(team: Team, stays: StoredSheet) -> tuple[StoredSheet, dict[uuid.UUID, Key]]:
    """In the order in which they were first learnt: a correction moves no row."""
    sheet, series = StoredSheet(), {}
    first: dict[Key, int] = {}
    current: list[tuple[Key, uuid.UUID, Record]] = []
    rows = Placement.objects.filter(team=team).order_by("pk")
    for row in rows.values("pk", "superseded_at", "series", *NAMES, *FILE_VALUES):
        key: Key = tuple(row[name] for name in NAMES)
        first.setdefault(key, row["pk"])
        if row["superseded_at"] is None:
            told: Record = {"own_id": key[0], "employer": key[1], "started_on": key[2]}
            current.append((key, row["series"], told | {name: row[name] for name in FILE_VALUES}))
    for key, one, record in sorted(current, key=lambda found: first[found[0]]):
        sheet.records[key] = record
        series[one] = key
        if key[:1] in stays.hidden:
            sheet.hidden.add(key)
    return sheet, series


def _add_parts(
    team: Team, sheet: StoredSheet, series: Mapping[uuid.UUID, Key], protected: Collection[int]
) -> None:
    texts, signed = file_texts(team, protected), file_signed(team)
    for one, key in series.items():
        record, found = sheet.records[key], signed.get(one)
        record |= {"tasks": None, "support": None, **texts.get(one, {})}
        record["signed_on"] = found.signed_on if found else None
        record["signed_by"] = found.signed_by if found else ()
        filed: dt.date | None = found.filed_on if found else None
        record["filed_on"] = filed
