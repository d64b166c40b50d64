"""Whom a calendar may name: those whom its reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samsteg.people.keys import key_ring
from samsteg.people.names import called, name_beside


def titles_of_seen(rows: Iterable[Any], *, names: bool) -> dict[int, str]:
    """By person how the page speaks of it. `rows` have `person_id`, `stay`, `is_seen` and the columns of
    `names_beside`; the name of who isn't seen is never opened, and nobody's where `names` is False.
    """
    seen = {row.person_id: row for row in rows if row.is_seen} if names else {}
    if not seen:
        return {}
    ring = key_ring()
    return {
        person_id: called(name_beside(row, person_id, ring), row.stay.own_id)
        for person_id, row in seen.items()
    }
