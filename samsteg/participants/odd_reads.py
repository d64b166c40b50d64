"""Odd reads that only those who know the participants can tell: a name of one's own, and nobody's errand any more.

There is no calendar yet, so that "no coming meeting" can't be asked; what is asked is whether the participant had left
long before, without having been the reader's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection

from samsteg.audit.drawing import ITEMS, ONCE, OPENED, draw_month, find_odd_reads, midnight, month_of
from samsteg.audit.enums import ReviewGround
from samsteg.audit.partitions import LOG
from samsteg.core.actor import PARTICIPANT_ID
from samsteg.people.names import names_of_persons

LONG_AGO = 90  # days
DAYS_BACK = 7  # so that a few nights may be missed
SHORTEST_NAME = 3  # letters
FOUND = f"""
    {ITEMS}
    SELECT r.team_id, %(month)s, %(ground)s, r.actor_id, r.person_id, min(r.at), max(r.at), 1
    FROM {LOG} r
    WHERE r.team_id = %(team)s AND r.at >= %(first)s AND r.at < %(last)s AND r.kind = ANY(%(kinds)s)
        AND r.person_id IS NOT NULL AND r.actor_id <> {PARTICIPANT_ID} AND {{condition}}
    GROUP BY r.team_id, r.actor_id, r.person_id {ONCE}
"""
OWN_NAME = """
    EXISTS (SELECT 1 FROM accounts_user u, participants_stay s
        WHERE u.id = r.actor_id AND s.team_id = r.team_id AND s.person_id = r.person_id
            AND length(u.last_name) >= %(shortest)s AND strpos(lower(s.own_id), lower(u.last_name)) > 0)
"""
READERS = f"""
    SELECT DISTINCT r.actor_id, r.person_id, u.last_name FROM {LOG} r JOIN accounts_user u ON u.id = r.actor_id
    WHERE r.team_id = %(team)s AND r.at >= %(first)s AND r.at < %(last)s AND r.kind = ANY(%(kinds)s)
        AND r.person_id IS NOT NULL AND length(u.last_name) >= %(shortest)s
"""
THESE = "(r.actor_id, r.person_id) IN (SELECT * FROM unnest(%(actors)s::bigint[], %(persons)s::bigint[]))"
NO_ERRAND = """
    NOT EXISTS (SELECT 1 FROM access_coachassignment a
        WHERE a.team_id = r.team_id AND a.person_id = r.person_id AND a.coach_id = r.actor_id)
    AND EXISTS (SELECT 1 FROM participants_stay s WHERE s.team_id = r.team_id AND s.person_id = r.person_id)
    AND NOT EXISTS (SELECT 1 FROM participants_stay s
        WHERE s.team_id = r.team_id AND s.person_id = r.person_id
            AND coalesce(s.exited_on, s.not_enrolled_on, %(day)s) >= %(day)s - %(long_ago)s)
"""


def look_through_log(*, team_id: int, today: dt.date) -> None:
    """The night's work: what was odd in the days before, and last month's sample. Done again it changes nothing."""
    for back in range(1, DAYS_BACK + 1):
        find_all_odd_reads(team_id=team_id, day=today - dt.timedelta(days=back))
    draw_month(team_id=team_id, month=month_of(month_of(today) - dt.timedelta(days=1)))


def find_all_odd_reads(*, team_id: int, day: dt.date) -> None:
    """Stores what is odd among the reads of one day, which must be over. Needs the team's context."""
    find_odd_reads(team_id=team_id, day=day)
    shared: dict[str, Any] = {
        "team": team_id,
        "month": month_of(day),
        "first": midnight(day),
        "last": midnight(day + dt.timedelta(days=1)),
        "kinds": OPENED,
        "day": day,
        "shortest": SHORTEST_NAME,
        "long_ago": LONG_AGO,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(condition=OWN_NAME), {**shared, "ground": ReviewGround.OWN_NAME})
        namesakes = _namesakes(cursor, shared)
        if namesakes:
            actors, persons = (list(one) for one in zip(*namesakes, strict=True))
            pairs = {"ground": ReviewGround.OWN_NAME, "actors": actors, "persons": persons}
            cursor.execute(FOUND.format(condition=THESE), shared | pairs)
        cursor.execute(FOUND.format(condition=NO_ERRAND), {**shared, "ground": ReviewGround.NO_ERRAND})


def _namesakes(cursor: Any, shared: Mapping[str, Any]) -> list[tuple[int, int]]:
    """(reader, participant) who share a last name, or a part of a double one. Names lie sealed, so not in SQL."""
    cursor.execute(READERS, shared)
    read = cursor.fetchall()
    names = names_of_persons(shared["team"], {person_id for _reader, person_id, _name in read})
    return [
        (reader, person_id)
        for reader, person_id, last_name in read
        if person_id in names and _parts(last_name) & _parts(names[person_id].last)
    ]


def _parts(last_name: str) -> set[str]:
    parts = last_name.casefold().replace("-", " ").split()
    return {part for part in parts if len(part) >= SHORTEST_NAME}
