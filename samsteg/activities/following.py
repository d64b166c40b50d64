"""Memberships of groups end with the stay, and begin to hold again when the exit is taken back or gets another day.

The last day of the stay is the last day in the group. What is closed here says "has left the team"; the version before
it stays in the history, and is what holds again. So a page, a workbook and its undo all get the same answer.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from samsteg.activities.models import GroupMembership
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

# `gone_on`: the first day without, as the stays say: the day after the first exit since the person came into the group;
# for who was to come in after the last stay, that day itself. Only what an exit once said is opened again.
_DIFFERS = """
    WITH held AS (
        SELECT m.*, coalesce(
            (SELECT min(s.exited_on) + 1 FROM participants_stay s
             WHERE s.team_id = m.team_id AND s.person_id = m.person_id AND s.exited_on >= m.joined_on),
            (SELECT m.joined_on FROM participants_stay s
             WHERE s.team_id = m.team_id AND s.person_id = m.person_id
             HAVING count(*) > 0 AND bool_and(coalesce(s.exited_on, 'infinity') < m.joined_on))
        ) AS gone_on
        FROM activities_groupmembership m
        WHERE m.team_id = %(team_id)s AND m.superseded_at IS NULL AND m.leave_reason <> 'mistake'
    )
    SELECT h.id, h.gone_on, b.left_on, coalesce(b.leave_reason, ''), b.left_for_id
    FROM held h
    LEFT JOIN LATERAL (
        SELECT p.left_on, p.leave_reason, p.left_for_id FROM activities_groupmembership p
        WHERE p.team_id = h.team_id AND p.series = h.series
            AND p.version < h.version AND p.leave_reason <> 'stay_ended'
        ORDER BY p.version DESC LIMIT 1
    ) b ON true
    WHERE h.gone_on < coalesce(h.left_on, 'infinity')
    OR (h.leave_reason = 'stay_ended' AND h.gone_on IS DISTINCT FROM h.left_on AND EXISTS (
        SELECT 1 FROM participants_stayevent e JOIN participants_stay s ON s.id = e.stay_id
        WHERE e.team_id = h.team_id AND s.person_id = h.person_id AND e.kind = 'exited'
            AND e.superseded_at IS NOT NULL AND greatest(e.occurred_on + 1, h.joined_on) = h.left_on
    ) AND NOT EXISTS (
        SELECT 1 FROM activities_groupmembership o
        WHERE o.team_id = h.team_id AND o.group_id = h.group_id AND o.person_id = h.person_id
            AND o.superseded_at IS NULL AND o.series <> h.series AND o.leave_reason <> 'mistake'
            AND coalesce(o.left_on, 'infinity') > h.left_on
    ))
    ORDER BY h.id
"""


@transaction.atomic
def follow_stays(team: Team, by_id: int | None) -> int:
    """To be called when exits of the team have changed; returns how many memberships did. Twice is once."""
    moment = learning_moment(team.pk)
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS, {"team_id": team.pk})
        found = cursor.fetchall()
    rows = GroupMembership.objects.in_bulk([one[0] for one in found])
    for pk, gone_on, left_on, reason, left_for_id in found:
        row = rows[pk]
        if gone_on is not None and gone_on < (left_on or dt.date.max):
            left_on, reason, left_for_id = gone_on, "stay_ended", None
        GroupMembership.objects.filter(pk=pk).update(superseded_at=moment)
        row.pk, row.version = None, row.version + 1
        row.left_on, row.leave_reason, row.left_for_id = left_on, reason, left_for_id
        row.recorded_at, row.recorded_by_id, row.source_id = moment, by_id, None
        row.save(force_insert=True)
    return len(found)
