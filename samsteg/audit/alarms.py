"""Telling the controller's officer. Raised in the transaction of what it tells of: no alarm, no deed."""

from __future__ import annotations

from django.db import connection

from samsteg.audit.enums import AlarmKind
from samsteg.core.actor import Actor

# By hand: whoever raises an alarm may add it and not read it, which the ORM would do to learn its id.
INSERT = """
    INSERT INTO audit_alarm (team_id, kind, actor_id, subject_id, person_id, reason, once, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING
"""


def raise_alarm(
    *,
    actor: Actor,
    team_id: int,
    kind: AlarmKind,
    subject_id: int | None = None,
    person_id: int | None = None,
    reason: str = "",
    once: str = "",
) -> None:
    """`subject_id`: the user it is about; `person_id`: the participant.

    With `once` (64 letters at most) an alarm of the same team, kind, actor and `once` is raised the first time only.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT, [team_id, kind.value, actor.user_id, subject_id, person_id, reason[:300], once]
        )
