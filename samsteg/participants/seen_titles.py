"""Whom a calendar may name: those whom its reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samsteg.organisation.models import Team
from samsteg.people.names import NAMELESS, called, names_of_persons


def titles_of_seen(team: Team, rows: Iterable[Any], *, names: bool) -> dict[int, str]:
    """By person how the page speaks of it. `rows` have `person_id`, `stay` and the annotation `is_seen`; who isn't
    seen is left out, and everybody where `names` is False. One question, none where nobody is seen.
    """
    seen = {row.person_id: row.stay.own_id for row in rows if row.is_seen} if names else {}
    known = names_of_persons(team.pk, seen) if seen else {}
    return {person_id: called(known.get(person_id, NAMELESS), own_id) for person_id, own_id in seen.items()}
