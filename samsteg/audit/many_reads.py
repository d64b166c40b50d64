"""Telling the controller's officer of somebody who opens many participants in a short time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import OPENING, AlarmKind
from samsteg.audit.partitions import LOG
from samsteg.core.actor import Actor

MANY = 30  # persons; a whole team has 30-45 enrolled
MINUTES = 10
# Participants, and referrals that are nobody's yet: their ids may be alike, so the one is told with a minus.
SUBJECT = "coalesce(person_id, -referral_id)"
WHOM = f"count(DISTINCT {SUBJECT})"
# Of one statement that writes the log and counts, it sees the rows from before it: those it writes are counted beside.
COUNT = f"""
    SELECT count(*), to_char(now(), 'YYYY-MM-DD HH24') FROM (
        SELECT {SUBJECT} FROM {LOG}
        WHERE team_id = %s AND actor_id = %s AND at > now() - make_interval(mins => %s) AND kind = ANY(%s)
        UNION SELECT unnest(%s::bigint[])
    ) AS opened
"""


def count_parameters(*, actor: Actor, team_id: int, persons: Sequence[int]) -> list[Any]:
    return [team_id, actor.user_id, MINUTES, [kind.value for kind in OPENING], list(persons)]


def tell_of_many(*, actor: Actor, team_id: int, count: int, hour: str) -> None:
    """Raises an alarm, once an hour, when the actor has opened many persons of the team within minutes."""
    if count >= MANY:
        raise_alarm(
            actor=actor, team_id=team_id, kind=AlarmKind.MANY_READS, subject_id=actor.user_id, once=hour
        )
