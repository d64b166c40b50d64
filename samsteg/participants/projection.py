"""The columns of Stay that repeat what the facts say now. One statement writes them and finds rows that differ."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

_EVENTS = """
    SELECT s.id,
        max(e.occurred_on) FILTER (WHERE e.kind = 'referred') AS referred_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'study_visit') AS study_visit_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'mission_received') AS mission_received_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'enrolled') AS enrolled_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'exited') AS exited_on,
        max(e.occurred_on) FILTER (WHERE e.kind = 'not_enrolled') AS not_enrolled_on,
        coalesce(max(e.reason) FILTER (WHERE e.kind = 'not_enrolled'), '') AS not_enrolled_reason,
        coalesce(max(e.reason) FILTER (WHERE e.kind = 'exited'), '') AS exit_reason,
        coalesce(max(e.detail) FILTER (WHERE e.kind = 'exited'), '') AS exit_detail,
        coalesce(max(e.detail_text) FILTER (WHERE e.kind = 'exited'), '') AS exit_detail_text,
        max(e.extent_percent) FILTER (WHERE e.kind = 'exited') AS exit_extent_percent,
        coalesce(bool_or(e.early_exit) FILTER (WHERE e.kind = 'exited'), false) AS early_exit
    FROM participants_stay s
    LEFT JOIN participants_stayevent e ON e.stay_id = s.id AND e.team_id = s.team_id AND e.superseded_at IS NULL
    WHERE s.team_id = %(team_id)s AND (%(stay_ids)s::bigint[] IS NULL OR s.id = ANY (%(stay_ids)s::bigint[]))
    GROUP BY s.id
"""
_WANTED = f"""
    SELECT v.*,
        coalesce(d.referrer, '') AS referrer,
        coalesce(d.municipality_code, '') AS municipality_code,
        coalesce(d.income_start, ARRAY[]::varchar(30)[]) AS income_start,
        coalesce(d.income_exit, ARRAY[]::varchar(30)[]) AS income_exit,
        d.support_before_months
    FROM ({_EVENTS}) v
    LEFT JOIN participants_staydetail d
        ON d.stay_id = v.id AND d.team_id = %(team_id)s AND d.superseded_at IS NULL
"""
COLUMNS = [
    "referred_on",
    "study_visit_on",
    "mission_received_on",
    "enrolled_on",
    "exited_on",
    "not_enrolled_on",
    "not_enrolled_reason",
    "exit_reason",
    "exit_detail",
    "exit_detail_text",
    "exit_extent_percent",
    "early_exit",
    "referrer",
    "municipality_code",
    "income_start",
    "income_exit",
    "support_before_months",
]
_DIFFERS = " OR ".join(f"s.{column} IS DISTINCT FROM w.{column}" for column in COLUMNS)
_UPDATE = f"""
    UPDATE participants_stay s SET {", ".join(f"{column} = w.{column}" for column in COLUMNS)}
    FROM ({_WANTED}) w
    WHERE s.id = w.id AND s.team_id = %(team_id)s AND ({_DIFFERS})
"""
_FIND = (
    f"SELECT s.id FROM participants_stay s JOIN ({_WANTED}) w ON w.id = s.id WHERE {_DIFFERS} ORDER BY s.id"
)


def project(team_id: int, stay_ids: Sequence[int] | None = None) -> int:
    """Brings the projection of the stays (all of the team) up to date; returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE, {"team_id": team_id, "stay_ids": None if stay_ids is None else list(stay_ids)}
        )
        return int(cursor.rowcount)


def differing(team_id: int) -> list[int]:
    """Ids of the team's stays whose columns don't say what the facts say: must always be empty."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"team_id": team_id, "stay_ids": None})
        return [row[0] for row in cursor.fetchall()]
