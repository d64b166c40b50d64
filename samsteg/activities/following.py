"""Memberships of groups end with the stay and with the group, and hold again when either end is taken back or moved.

The last day of the stay is the last day in the group; a referral that ends without a start is such an end too, unless
another stay of the same person goes on. What is closed here says "has left the team" or "the group has ended"; the
version before it stays in the history, and is what holds again. So a page, a workbook and its undo all get the same
answer. Each team's own rows are followed: a guest team's at its next change, or in the night.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from samsteg.activities.models import GroupMembership
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

# `stay_gone_on`: the first day without, as the stays say: the day after the first end since the person came into the
# group; for who was to come in after the last stay, that day itself. `gone_on`: that, or the day when the group is no
# more, whichever comes first. Only what an end once said is opened again.
_DIFFERS = """
    WITH told AS (
        SELECT m.*, g.id IS NOT NULL AS sees_group, coalesce(
            (SELECT min(coalesce(s.exited_on, s.not_enrolled_on)) + 1 FROM participants_stay s
             WHERE s.team_id = m.team_id AND s.person_id = m.person_id
                AND coalesce(s.exited_on, s.not_enrolled_on) >= m.joined_on
                AND (s.exited_on IS NOT NULL OR NOT EXISTS (
                    SELECT 1 FROM participants_stay o
                    WHERE o.team_id = s.team_id AND o.person_id = s.person_id AND o.id <> s.id
                        AND least(o.referred_on, o.study_visit_on, o.mission_received_on, o.enrolled_on)
                            <= s.not_enrolled_on
                        AND coalesce(o.exited_on, o.not_enrolled_on, 'infinity') > s.not_enrolled_on))),
            (SELECT m.joined_on FROM participants_stay s
             WHERE s.team_id = m.team_id AND s.person_id = m.person_id
             HAVING count(*) > 0
                AND bool_and(coalesce(s.exited_on, s.not_enrolled_on, 'infinity') < m.joined_on))
        ) AS stay_gone_on,
        CASE WHEN g.ended_on IS NOT NULL THEN greatest(g.ended_on, m.joined_on) END AS group_gone_on
        FROM activities_groupmembership m
        LEFT JOIN activities_group g ON g.id = m.group_id
        WHERE m.team_id = %(team_id)s AND m.superseded_at IS NULL AND m.leave_reason <> 'mistake'
    ), held AS (
        SELECT t.*, least(t.stay_gone_on, t.group_gone_on) AS gone_on,
            CASE WHEN t.stay_gone_on <= coalesce(t.group_gone_on, 'infinity')
                THEN 'stay_ended' ELSE 'group_ended' END AS why
        FROM told t
    )
    SELECT h.id, h.gone_on, h.why, b.left_on, coalesce(b.leave_reason, ''), b.left_for_id
    FROM held h
    LEFT JOIN LATERAL (
        SELECT p.left_on, p.leave_reason, p.left_for_id FROM activities_groupmembership p
        WHERE p.team_id = h.team_id AND p.series = h.series
            AND p.version < h.version AND p.leave_reason NOT IN ('stay_ended', 'group_ended')
        ORDER BY p.version DESC LIMIT 1
    ) b ON true
    WHERE h.gone_on < coalesce(h.left_on, 'infinity')
    OR (h.leave_reason IN ('stay_ended', 'group_ended') AND h.gone_on = h.left_on AND h.why <> h.leave_reason)
    OR (h.gone_on IS DISTINCT FROM h.left_on
        AND (h.leave_reason = 'group_ended' AND h.sees_group OR h.leave_reason = 'stay_ended' AND EXISTS (
            SELECT 1 FROM participants_stayevent e JOIN participants_stay s ON s.id = e.stay_id
            WHERE e.team_id = h.team_id AND s.person_id = h.person_id AND e.kind IN ('exited', 'not_enrolled')
                AND e.superseded_at IS NOT NULL AND greatest(e.occurred_on + 1, h.joined_on) = h.left_on))
        AND NOT EXISTS (
            SELECT 1 FROM activities_groupmembership o
            WHERE o.team_id = h.team_id AND o.group_id = h.group_id AND o.person_id = h.person_id
                AND o.superseded_at IS NULL AND o.series <> h.series AND o.leave_reason <> 'mistake'
                AND coalesce(o.left_on, 'infinity') > h.left_on))
    ORDER BY h.id
"""


@transaction.atomic
def follow_stays(team: Team, by_id: int | None) -> int:
    """To be called when ends of stays or groups have changed; returns how many memberships did. Twice is once."""
    moment = learning_moment(team.pk)
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS, {"team_id": team.pk})
        found = cursor.fetchall()
    rows = GroupMembership.objects.in_bulk([one[0] for one in found])
    for pk, gone_on, why, left_on, reason, left_for_id in found:
        row = rows[pk]
        if gone_on is not None and gone_on < (left_on or dt.date.max):
            left_on, reason, left_for_id = gone_on, why, None
        GroupMembership.objects.filter(pk=pk).update(superseded_at=moment)
        row.pk, row.version = None, row.version + 1
        row.left_on, row.leave_reason, row.left_for_id = left_on, reason, left_for_id
        row.recorded_at, row.recorded_by_id, row.source_id = moment, by_id, None
        row.save(force_insert=True)
    return len(found)
