"""The team's groups, their sessions and marks in the shape of the sheets Grupper and Närvaro.

Groups that another team holds stand in that team's workbook, with its own participants.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from samsteg.activities.from_file import (
    GROUP_VALUES,
    ONE_DAY,
    file_marks,
    file_names,
    file_sessions,
    leader_word,
    open_leaders,
    standing_groups,
)
from samsteg.exchange.stored_sheet import Key, Record, StoredSheet
from samsteg.organisation.models import Team


def stored_groups(team: Team) -> tuple[StoredSheet, dict[int, str]]:
    """The sheet Grupper, and what each group is called in files."""
    groups = list(standing_groups(team))
    names = file_names(groups)
    leaders: dict[int, list[str]] = defaultdict(list)
    for row in open_leaders(team):
        leaders[row.group_id].append(leader_word(row))
    sheet = StoredSheet()
    for group in groups:
        record: Record = {name: getattr(group, name) or None for name in GROUP_VALUES}
        record |= {
            "pk": group.pk,
            "group": names[group.pk],
            "own_name": group.name,
            "follows_into": names.get(group.follows_into_id or 0),
            "leaders": listed(leaders[group.pk]),
            "ended_on": last_day(group.ended_on),
        }
        sheet.records[(names[group.pk],)] = record
    return sheet, names


def listed(words: list[str]) -> str | None:
    """Each once and in order of the alphabet, so that the order in a cell says nothing."""
    return "; ".join(sorted(dict.fromkeys(words), key=str.casefold)) or None


def last_day(ended_on: dt.date | None) -> dt.date | None:
    """A file says the last day with the group, we store the first one without."""
    return ended_on - ONE_DAY if ended_on else None


def stored_attendance(team: Team, names: dict[int, str], stays: StoredSheet) -> StoredSheet:
    """Each session and, below it, its marks."""
    marks = defaultdict(list)
    for series, person_id, own_id, mark in file_marks(team):
        marks[series].append((person_id, own_id, mark))
    sheet = StoredSheet()
    for row in file_sessions(team):
        place: Key = (names[row["group_id"]], row["on_day"], row["starts_at"])
        common = {"group": place[0], **row}
        sheet.records[(*place, None)] = {name: value or None for name, value in common.items()}
        for person_id, own_id, mark in marks[row["series"]]:
            key = (*place, own_id)
            shared = ("group", "on_day", "starts_at", "series", "group_id")
            sheet.records[key] = {name: common[name] for name in shared} | {"own_id": own_id, "mark": mark}
            sheet.persons[key] = person_id
            if (own_id,) in stays.hidden:
                sheet.hidden.add(key)
    return sheet
