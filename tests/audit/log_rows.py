"""Rows of the read log at any time, which `log_reads` doesn't write."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from samsteg.audit.enums import ReadKind
from samsteg.audit.partitions import LOG
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from tests.factories import lead


def add_read(
    team: Team,
    at: dt.datetime,
    *,
    actor_id: int = 7,
    person_id: int = 1,
    kind: ReadKind = ReadKind.VIEW,
    authority_ids: tuple[int, ...] = (),
    reason: str = "",
) -> None:
    with acting(lead(team)), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LOG} (at, request_id, actor_id, team_id, person_id, kind, place, reason, authority_ids)"
            " VALUES (%s, gen_random_uuid(), %s, %s, %s, %s, 'page:participant', %s, %s)",
            [at, actor_id, team.pk, person_id, kind.value, reason, list(authority_ids)],
        )
