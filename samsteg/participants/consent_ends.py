"""A consent ends with the stay: `valid_to`, as the stays say. One statement writes it and finds what differs.

The end is the day after the first exit on or after the consent's first day, and never later than was agreed. One that
was given for the time before the start ends the day after the start, or after the referral has ended without one.
"""

from __future__ import annotations

from django.db import connection, transaction

from samsteg.access.consent_models import Consent
from samsteg.access.consenting import Given, record_consent
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team

_WANTED = """
    SELECT c.id, least(c.agreed_to, (
        SELECT min(s.exited_on) FROM participants_stay s
        WHERE c.ends_at_exit
            AND s.team_id = c.team_id AND s.person_id = c.person_id AND s.exited_on >= c.valid_from
    ) + 1, (
        SELECT min(greatest(coalesce(s.enrolled_on, s.not_enrolled_on), c.valid_from)) FROM participants_stay s
        WHERE c.ends_at_start AND s.team_id = c.team_id AND s.person_id = c.person_id
            AND (s.not_enrolled_on >= c.valid_from
                OR (s.enrolled_on IS NOT NULL AND coalesce(s.exited_on, 'infinity') >= c.valid_from))
    ) + 1) AS valid_to
    FROM access_consent c
    WHERE c.team_id = %(team_id)s AND (c.ends_at_exit OR c.ends_at_start)
"""
_DIFFERS = "c.id = w.id AND c.team_id = %(team_id)s AND c.valid_to <> w.valid_to"
_UPDATE = f"UPDATE access_consent c SET valid_to = w.valid_to FROM ({_WANTED}) w WHERE {_DIFFERS}"
_FIND = f"SELECT c.id FROM access_consent c, ({_WANTED}) w WHERE {_DIFFERS} ORDER BY c.id"


def update_consent_ends(team_id: int) -> int:
    """To be called when stays or consents of the team have changed; returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, {"team_id": team_id})
        return int(cursor.rowcount)


def consents_out_of_step(team_id: int) -> list[int]:
    """Ids of consents whose end isn't what stays and agreement say: must always be empty."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"team_id": team_id})
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def give_consent(*, actor: Actor, team: Team, person_id: int, given: Given) -> list[Consent]:
    """Records the consent and lets it end with the stay. Raises as `record_consent`."""
    made = record_consent(actor=actor, team=team, person_id=person_id, given=given)
    update_consent_ends(team.pk)
    return made
