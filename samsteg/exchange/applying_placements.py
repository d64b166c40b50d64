"""Carries out the plan of placements and of the steps of their ladders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.placement_plan import FIRST_STEP, LADDER_IN_FILE
from samsteg.exchange.plan import PlannedRow
from samsteg.exchange.stay_records import as_date
from samsteg.exchange.stored_sheet import Key
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.enums import OF_PLACEMENT
from samsteg.placements.file_parts import Told, save_rungs, save_told
from samsteg.placements.from_file import FILE_VALUES, HOURS_AT, save_from_file

PARTS = {
    SHEETS[SheetName.PLACEMENTS].by_key[key].header for key in ("tasks", "support", "signed_on", "signed_by")
}


def write_placements(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    stays = _stays(team)
    keys = {row.key: (stays[str(row.key[0])], *row.key[1:]) for row in rows}
    save_from_file(
        team=team,
        desired={keys[row.key]: _values(row) for row in rows},
        stamp=stamp,
        with_ladder={keys[row.key] for row in rows if row.record.get(LADDER_IN_FILE)},
    )
    save_told(
        team=team,
        told={keys[row.key]: told for row in rows if (told := _told(row)) is not None},
        stamp=stamp,
    )


def write_hours(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    stays = _stays(team)
    wanted: dict[Key, Decimal | None] = {}
    for row in rows:
        key: Key = (stays[str(row.key[0])], *row.key[1:])
        wanted[key] = cast("Decimal | None", row.record.get("hours_per_week"))
        first = row.record.get(FIRST_STEP)
        if isinstance(first, Decimal):
            wanted.setdefault((*key[:3], key[2]), first)
    save_rungs(team=team, wanted=wanted, stamp=stamp)


def _stays(team: Team) -> dict[str, int]:
    return dict(Stay.objects.in_team(team.pk).values_list("own_id", "pk"))


def _values(row: PlannedRow) -> tuple[object, ...]:
    """Texts that nothing is said of are empty; a day and a number are None."""
    may_be_none = ("ended_on", FILE_VALUES[HOURS_AT])
    return tuple(
        value if (value := row.record.get(name)) is not None or name in may_be_none else ""
        for name in FILE_VALUES
    )


def _told(row: PlannedRow) -> Told | None:
    """None: the file says nothing new of it."""
    if not PARTS & {change.column for change in row.changes}:
        return None
    record = row.record
    texts = {part.value: str(record.get(part.value) or "") for part in OF_PLACEMENT if part.value in record}
    signed_by = cast("Sequence[str]", record.get("signed_by") or ())
    return Told(texts, "signed_on" in record, as_date(record.get("signed_on")), tuple(signed_by))
