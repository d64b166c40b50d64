"""Rules over all rows of a file: keys that stand twice, who is who, stays that overlap. Each issue names both rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from samsteg.exchange.rows import Draft, Key, ParsedRow

LAST_DAY = dt.date.max
# Values of the person, which rows of one person must agree on.
OF_THE_PERSON = ("sex", "birth_year", "born_on")


def finish_rows(drafts: Sequence[Draft]) -> tuple[ParsedRow, ...]:
    """Gives every row its key; equal keys are told apart by `ordinal` or are errors, as the sheet says."""
    if not drafts:
        return ()
    sheet = drafts[0].layout.sheet
    seen: dict[Key, list[Draft]] = defaultdict(list)
    keys: list[Key] = []
    for row in drafts:
        key = _key_of(row)
        same = seen[_comparable(key)]
        if sheet.ordinal:
            row.values["ordinal"] = len(same) + 1
            key = (*key, len(same) + 1)
        elif same and sheet.key and row.is_sound(*sheet.key):
            _report_repeated(same[0], row)
        keys.append(key)
        same.append(row)
    return tuple(row.finished(key) for row, key in zip(drafts, keys, strict=True))


def _key_of(row: Draft) -> Key:
    return tuple(row.values[key] for key in row.layout.sheet.key)


def _comparable(key: Key) -> Key:
    """`Personal` and `personal` would be one row to a reader."""
    return tuple(part.casefold() if isinstance(part, str) else part for part in key)


def _report_repeated(first: Draft, second: Draft) -> None:
    sheet = first.layout.sheet
    names = ", ".join(sheet.by_key[key].header for key in sheet.key)
    text = _("Rows %(first)d and %(second)d have the same %(columns)s. Each may stand once.")
    message = text % {"first": first.number, "second": second.number, "columns": names}
    for row in (first, second):
        row.error(_shown_key(row), "key_repeated", message)


def _shown_key(row: Draft) -> str:
    """The column of the key that an issue points at: the most telling one that stands in the file."""
    sheet = row.layout.sheet
    candidates = [key for key in reversed(sheet.key) if key in row.layout.places]
    return "name" if "name" in candidates else candidates[-1]


def check_links(stays: Sequence[Draft]) -> None:
    """Rows of one person, by the team's own id of the person or by personnummer."""
    by_own_id = _grouped(stays, "person_own_id")
    by_number = _grouped(stays, "personnummer")
    for rows in by_own_id.values():
        text = _("Rows %(first)d and %(second)d have the same Person but different Personnummer. Check both.")
        _report_difference(rows, "personnummer", "person_has_two_numbers", text)
    for rows in by_number.values():
        text = _("Rows %(first)d and %(second)d have the same Personnummer but different Person. Check both.")
        _report_difference(rows, "person_own_id", "number_has_two_persons", text)
    for rows in _joined([*by_own_id.values(), *by_number.values()]):
        _check_agreement(rows)
        _check_overlap(rows)


def _grouped(stays: Iterable[Draft], key: str) -> dict[object, list[Draft]]:
    groups: dict[object, list[Draft]] = defaultdict(list)
    for row in stays:
        if row.values[key] is not None and row.is_sound(key):
            groups[row.values[key]].append(row)
    return {value: rows for value, rows in groups.items() if len(rows) > 1}


def _report_difference(rows: Sequence[Draft], key: str, code: str, text: str) -> None:
    """The first row with a value against the first one with another. Rows without it don't differ."""
    told = [row for row in rows if row.values[key] is not None and row.is_sound(key)]
    other = next((row for row in told if row.values[key] != told[0].values[key]), None)
    if other is not None:
        message = text % {"first": told[0].number, "second": other.number}
        for row in (told[0], other):
            row.error(_place_of(row, key), code, message)


def _place_of(row: Draft, key: str) -> str:
    """`birth_year` has no column of its own."""
    return "born_on" if key == "birth_year" else key


def _joined(groups: Iterable[list[Draft]]) -> list[list[Draft]]:
    """Groups that share a row are one person."""
    group_of: dict[int, list[Draft]] = {}
    for rows in groups:
        merged: dict[int, Draft] = {}
        for row in rows:
            merged.update({member.number: member for member in group_of.get(row.number, [row])})
        whole = [merged[number] for number in sorted(merged)]
        for row in whole:
            group_of[row.number] = whole
    return list({id(rows): rows for rows in group_of.values()}.values())


def _check_agreement(rows: Sequence[Draft]) -> None:
    for key in OF_THE_PERSON:
        text = _(
            "Rows %(first)d and %(second)d tell of the same person but differ here. Write the same in both."
        )
        _report_difference(rows, key, "person_differs", text)


def _check_overlap(rows: Sequence[Draft]) -> None:
    """Exit day = next start day is allowed. Without both columns the dates are stored, and are checked with them."""
    if not {"enrolled_on", "exited_on"} <= rows[0].layout.places.keys():
        return
    stays = sorted(
        (row for row in rows if isinstance(row.values["enrolled_on"], dt.date) and row.is_sound("exited_on")),
        key=lambda row: (row.values["enrolled_on"], row.values["exited_on"] or LAST_DAY),
    )
    latest: Draft | None = None
    for row in stays:
        if latest is not None and _overlap(latest, row):
            text = _(
                "The stays on rows %(first)d and %(second)d are the same person's and overlap. Check their dates."
            )
            message = text % {"first": latest.number, "second": row.number}
            latest.error("exited_on", "stays_overlap", message)
            row.error("enrolled_on", "stays_overlap", message)
        if latest is None or _end_of(row) >= _end_of(latest):
            latest = row


def _end_of(row: Draft) -> dt.date:
    exited_on = row.values["exited_on"]
    return exited_on if isinstance(exited_on, dt.date) else LAST_DAY


def _overlap(earlier: Draft, later: Draft) -> bool:
    enrolled_on = later.values["enrolled_on"]
    return isinstance(enrolled_on, dt.date) and enrolled_on < _end_of(earlier)
