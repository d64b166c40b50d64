"""Who saw what, on a million rows of the read log in one team; and how long sealing and verifying them takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from bench.databases import Databases
from bench.outcome import Outcome
from bench.timing import interleave, timed
from samsteg.access.enums import Office
from samsteg.access.log_review import Asked, who_saw_what
from samsteg.audit.partitions import LOG
from samsteg.audit.sealing import seal
from samsteg.audit.verifying import verify
from samsteg.core import roles
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.review_names import own_ids_in_review

GOAL = 1.0  # second
YEARS = 5
READERS, AUTHORITIES = 8, 3
LAST = dt.datetime(2025, 12, 31, tzinfo=dt.UTC)
ROWS = f"""
    INSERT INTO {LOG} (at, request_id, actor_id, authority_ids, team_id, person_id, kind, place, reason)
    SELECT %(last)s::timestamptz - (%(rows)s - n) * (interval '1 year' * %(years)s / %(rows)s), gen_random_uuid(),
        1 + (n * 7919 %% %(readers)s), CASE WHEN n %% 9 = 0 THEN ARRAY[1 + n %% %(units)s]::bigint[] ELSE '{{}}' END,
        %(team)s, persons[1 + (n * 104729 %% cardinality(persons))],
        (ARRAY['view', 'list', 'list', 'search'])[1 + n %% 4],
        'page:participant', ''
    FROM generate_series(1::bigint, %(rows)s) n, (
        SELECT array_agg(DISTINCT person_id) AS persons FROM participants_stay WHERE team_id = %(team)s
    ) known ORDER BY n
"""


def measure_audit(
    databases: Databases, everything: str, folder: Path, outcome: Outcome, *, rows: int, rounds: int
) -> None:
    outcome.title(f"The read log: {rows} rows of one team over {YEARS} years")
    settings.SAMSTEG_LOG_HEADS = str(folder / "heads.txt")
    with databases.copy(everything) as name, databases.using(name):
        team = Team.objects.order_by("pk")[0]
        with roles.as_owner(), connection.cursor() as cursor:
            known = {"team": team.pk, "rows": rows, "last": LAST, "years": YEARS}
            cursor.execute(ROWS, {**known, "readers": READERS, "units": AUTHORITIES})
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("SELECT pg_total_relation_size(relid) FROM pg_partition_tree(%s)", [LOG])
            size = sum(row[0] for row in cursor.fetchall())
            cursor.execute(f"SELECT person_id FROM {LOG} ORDER BY id LIMIT 1")
            person_id = cursor.fetchone()[0]
        outcome.say(f"Table with indexes: {size / 2**20:.0f} MB")
        _measure_questions(team, person_id, outcome, rounds)
        _measure_chain(rows, outcome)


def _measure_questions(team: Team, person_id: int, outcome: Outcome, rounds: int) -> None:
    """As the page asks: one page of rows, and the own id of each participant on it (undone, so that none is added)."""
    office = frozenset({Office.CONTROLLER_OFFICER.value})
    officer = Actor(user_id=1, username="bench", governed_ids=frozenset({team.pk}), offices=office)
    whole, month = LAST - dt.timedelta(days=366 * YEARS), LAST - dt.timedelta(days=31)
    later = LAST + dt.timedelta(days=1)
    questions = {
        "everybody, one month": Asked(month, later),
        "everybody, all years": Asked(whole, later),
        "one user, all years": Asked(whole, later, user_id=3),
        "one participant, all years": Asked(whole, later, person_id=person_id),
        "one participant by one user, all years": Asked(whole, later, user_id=3, person_id=person_id),
        "one authority, all years": Asked(whole, later, authority_id=2),
        "an authority that never looked, all years": Asked(whole, later, authority_id=99),
        "a user who never looked, all years": Asked(whole, later, user_id=99),
    }

    def ask(asked: Asked) -> Callable[[], float]:
        def answer() -> None:
            with transaction.atomic():
                with acting(officer):
                    found = who_saw_what(actor=officer, team=team, asked=asked)
                    persons = {one.person_id for one in found}
                    own_ids_in_review(actor=officer, team=team, person_ids=persons, place="bench")
                transaction.set_rollback(True)

        return lambda: timed(answer)

    found = interleave({name: ask(asked) for name, asked in questions.items()}, rounds=rounds)
    for name in questions:
        outcome.goal(f"Who saw what: {name}", found.median(name), GOAL, " s")


def _measure_chain(rows: int, outcome: Outcome) -> None:
    with roles.as_owner():
        sealing = timed(seal)
        verified = verify()
        verifying = timed(verify)
    outcome.say(f"Sealing {rows} rows: {sealing:.1f} s; verifying them: {verifying:.1f} s")
    if verified.row_count != rows or verified.findings:
        outcome.faults.append(
            f"Sealed {verified.row_count} of {rows} rows, {len(verified.findings)} findings"
        )
