"""The table of groups: how often each was held, how many took part, and how often those who were expected came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from samsteg.core.swedish import swedish_order
from samsteg.reports.document import Column, Row
from samsteg.reports.formats import MISSING
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.table_specs import GroupsSpec, Show
from samsteg.reports.table_texts import Built, figure_cell, instead, make_table

SHOWS: Final[Mapping[str, Show]] = {"per_session": "mean", "share": "share"}
ABOUT_PERSONS: Final = frozenset({"people", "per_session", "share"})
SUMMED_UP: Final = frozenset({"per_session", "share"})  # from which a single row could be worked out


def groups(spec: GroupsSpec, reading: Reading, style: Style) -> Built:
    """By name. A group of which the period has nothing is left out."""
    shown = [key for key in _by_name(reading) if _is_there(key, reading)]
    if not shown:
        return instead(spec, reading, style)
    names = [name for name, _header in spec.named_columns()]
    few = {key for key in shown if _is_few(spec, key, reading)}
    rows = [
        Row(tuple(_cell(name, key, key in few, reading, style) for name in names), kind="body")
        for key in shown
    ]
    if spec.total:
        rows.append(Row(tuple(_total(spec, name, bool(few), reading, style) for name in names), kind="sum"))
    columns = [
        Column(header, "left" if name == "group" else "right") for name, header in spec.named_columns()
    ]
    codes = tuple(_code(key, name) for key in shown for name in names if name != "group" and key not in few)
    whole = tuple(f"attendance.{name}" for name in names if name != "group") if spec.total else ()
    return Built(spec.key, make_table(spec, reading, style, columns, rows), (*codes, *whole))


def _by_name(reading: Reading) -> list[str]:
    return sorted(reading.group_names, key=lambda key: (swedish_order(reading.group_names[key]), int(key)))


def _code(key: str, name: str) -> str:
    return f"attendance.group.{key}.{name}"


def _is_there(key: str, reading: Reading) -> bool:
    counted = ("sessions_held", "sessions_cancelled", "people")
    return any(reading.has(_code(key, name)) and reading.count(_code(key, name)) for name in counted)


def _is_few(spec: GroupsSpec, key: str, reading: Reading) -> bool:
    return 0 < reading.count(_code(key, "people")) < spec.fewest


def _cell(name: str, key: str, is_few: bool, reading: Reading, style: Style) -> str:
    if name == "group":
        return reading.group_names[key]
    if is_few and name in ABOUT_PERSONS:
        return style.word("table", "few") if name == "people" else MISSING
    return figure_cell(reading, style, _code(key, name), SHOWS.get(name, "count"))


def _total(spec: GroupsSpec, name: str, has_few: bool, reading: Reading, style: Style) -> str:
    if name == "group":
        return spec.total
    if has_few and name in SUMMED_UP:
        return MISSING
    return figure_cell(reading, style, f"attendance.{name}", SHOWS.get(name, "count"))
