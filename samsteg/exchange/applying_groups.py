"""Carries out the plan of groups, sessions and marks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import cast

from samsteg.access.selectors import staff_by_username
from samsteg.activities.ending import follow_ends
from samsteg.activities.from_file import (
    GROUP_VALUES,
    ONE_DAY,
    SESSION_VALUES,
    file_names,
    file_sessions,
    save_groups,
    save_leaders,
    save_marks,
    save_sessions,
    standing_groups,
)
from samsteg.core.actor import Actor
from samsteg.core.facts import Stamp
from samsteg.exchange.end_plan import says_another_end
from samsteg.exchange.plan import PlannedRow
from samsteg.exchange.stored_sheet import Record
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

Place = tuple[int, dt.date, dt.time]
# What stands where a file says nothing; all else is empty text.
SAID_BY_NOBODY: Mapping[str, object] = {
    "threshold": "low",
    "joining": "members",
    "place_kind": "room",
    "ends_trial": False,
    "capacity": None,
    "ended_on": None,
    "moved_from_on": None,
    "guest_count": 0,
    "partner_count": 0,
}


def write_groups(actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp) -> None:
    wanted = {
        str(row.key[0]): (cast("int | None", row.record.get("pk")), _group_values(row.record)) for row in rows
    }
    follows = {str(row.key[0]): str(row.record.get("follows_into") or "") for row in rows}
    save_groups(team=team, actor_id=actor.user_id, wanted=wanted, follows=follows)


def write_leaders(actor: Actor, team: Team, rows: Sequence[PlannedRow], known: Mapping[str, int]) -> None:
    if not rows:
        return
    groups = group_keys(team, known)
    words = {groups[str(row.key[0])]: _words(row.record.get("leaders")) for row in rows}
    save_leaders(team=team, actor_id=actor.user_id, words=words, staff=staff_by_username(team.pk))


def write_ends(
    actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp, known: Mapping[str, int]
) -> None:
    """What is planned after a group's last day is taken out, as on the page; after what the file says of sessions."""
    if ending := [row for row in rows if says_another_end(row)]:
        keys = group_keys(team, known)
        group_ids = [keys[str(row.key[0])] for row in ending]
        follow_ends(actor=actor, team=team, group_ids=group_ids, stamp=stamp)


def group_keys(team: Team, known: Mapping[str, int] | None = None) -> dict[str, int]:
    """By name in the file. `known`: as it was before the groups were written, for a name can change with a last day."""
    return {name: pk for pk, name in file_names(standing_groups(team)).items()} | dict(known or {})


def _words(cell: object) -> list[str]:
    return [word for word in str(cell or "").split("; ") if word]


def _group_values(record: Record) -> dict[str, object]:
    values = {name: _said(record, name) for name in GROUP_VALUES if name != "follows_into_id"}
    last = record.get("ended_on")
    return values | {"ended_on": last + ONE_DAY if isinstance(last, dt.date) else None}


def _said(record: Record, name: str) -> object:
    value = record.get(name)
    return SAID_BY_NOBODY.get(name, "") if value is None else value


def write_attendance(
    actor: Actor, team: Team, rows: Sequence[PlannedRow], stamp: Stamp, known: Mapping[str, int]
) -> None:
    """Sessions first, since marks point to them."""
    groups = group_keys(team, known)
    sessions = {
        _place(row, groups): (
            cast("uuid.UUID | None", row.record.get("series")),
            {name: _said(row.record, name) for name in SESSION_VALUES},
        )
        for row in rows
        if row.key[3] is None
    }
    save_sessions(team=team, wanted=sessions, stamp=stamp)
    if marks := [row for row in rows if row.key[3] is not None]:
        _write_marks(team, marks, groups, stamp)


def _place(row: PlannedRow, groups: Mapping[str, int]) -> Place:
    group, day, start = row.key[:3]
    return (groups[str(group)], cast(dt.date, day), cast(dt.time, start))


def _write_marks(team: Team, rows: Sequence[PlannedRow], groups: Mapping[str, int], stamp: Stamp) -> None:
    series = {
        (one["group_id"], one["on_day"], one["starts_at"]): one["series"] for one in file_sessions(team)
    }
    stays = {
        own_id: (pk, person_id)
        for own_id, pk, person_id in Stay.objects.in_team(team.pk).values_list("own_id", "pk", "person_id")
    }
    wanted: dict[tuple[uuid.UUID, int], tuple[int, int, dt.date, str]] = {}
    for row in rows:
        place = _place(row, groups)
        stay_id, person_id = stays[str(row.key[3])]
        mark = str(row.record.get("mark") or "")
        key = (series[place], person_id)
        if mark or key not in wanted:  # one stay's mark taken away and another's of the same person given
            wanted[key] = (stay_id, place[0], place[1], mark)
    save_marks(team=team, wanted=wanted, stamp=stamp)
