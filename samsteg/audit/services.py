"""Writing the read log and the sources. Nobody else writes the read log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connection

from samsteg.audit.enums import OPENING, ReadKind, SourceKind
from samsteg.audit.many_reads import COUNT, count_parameters, tell_of_many
from samsteg.audit.models import Source
from samsteg.core.actor import PARTICIPANT_ID, Actor, Participant
from samsteg.core.errors import ContextError, LogUnavailable

INSERT = """
    INSERT INTO audit_read_entry (request_id, actor_id, authority_ids, team_id, person_id, kind, place, reason)
    SELECT %s, %s, %s::bigint[], %s, person_id, %s, %s, %s FROM unnest(%s::bigint[]) AS person_id
"""
INSERT_AND_COUNT = f"WITH written AS ({INSERT}) {COUNT}"

INSERT_OF_REFERRALS = """
    INSERT INTO audit_read_entry (request_id, actor_id, authority_ids, team_id, referral_id, kind, place)
    SELECT %s, %s, %s::bigint[], %s, referral_id, %s, %s FROM unnest(%s::bigint[]) AS referral_id
"""


def log_reads(
    *, actor: Actor, team_id: int, person_ids: Iterable[int], kind: ReadKind, place: str, reason: str = ""
) -> uuid.UUID:
    """Writes one row per person shown, in the transaction of the read: no log, no data. Returns the id they share.

    `place` names the page or command. The officer is told when somebody opens many in a short time. Raises
    ContextError outside a transaction, LogUnavailable when the log can't be written.
    """
    if not connection.in_atomic_block:
        raise ContextError("A read and its log row belong to one transaction.")
    request_id = uuid.uuid4()
    persons = sorted(set(person_ids))
    units = sorted(actor.authorities.get(team_id, ()))
    try:
        values: list[Any] = [request_id, actor.user_id, units, team_id, kind.value, place, reason, persons]
        with connection.cursor() as cursor:
            if persons and kind in OPENING:
                counted = count_parameters(actor=actor, team_id=team_id, persons=persons)
                cursor.execute(INSERT_AND_COUNT, [*values, *counted])
                count, hour = cursor.fetchone()
                tell_of_many(actor=actor, team_id=team_id, count=count, hour=hour)
            else:
                cursor.execute(INSERT, values)
    except DatabaseError as fault:
        raise LogUnavailable from fault
    return request_id


def log_referral_read(*, actor: Actor, team_id: int, referral_id: int, kind: ReadKind, place: str) -> None:
    """As `log_reads`, of a referral before there is a participant."""
    log_referral_reads(actor=actor, team_id=team_id, referral_ids=[referral_id], kind=kind, place=place)


def log_referral_reads(
    *, actor: Actor, team_id: int, referral_ids: Iterable[int], kind: ReadKind, place: str
) -> None:
    """As `log_referral_read`, of many at once: one row each."""
    if not connection.in_atomic_block:
        raise ContextError("A read and its log row belong to one transaction.")
    units, referrals = sorted(actor.authorities.get(team_id, ())), sorted(set(referral_ids))
    if not referrals:
        return
    values: list[Any] = [uuid.uuid4(), actor.user_id, units, team_id, kind.value, place, referrals]
    try:
        with connection.cursor() as cursor:
            if kind not in OPENING:
                cursor.execute(INSERT_OF_REFERRALS, values)
                return
            persons = [-pk for pk in referrals]
            counted = count_parameters(actor=actor, team_id=team_id, persons=persons)
            cursor.execute(f"WITH written AS ({INSERT_OF_REFERRALS}) {COUNT}", [*values, *counted])  # nosec B608: ours
            count, hour = cursor.fetchone()
        tell_of_many(actor=actor, team_id=team_id, count=count, hour=hour)
    except DatabaseError as fault:
        raise LogUnavailable from fault


def log_own_read(*, who: Participant, kind: ReadKind, place: str) -> None:
    """As `log_reads`, of what a participant reads of the own record."""
    if not connection.in_atomic_block:
        raise ContextError("A read and its log row belong to one transaction.")
    row: list[Any] = [uuid.uuid4(), PARTICIPANT_ID, [], who.team_id, kind.value, place, "", [who.person_id]]
    try:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, row)
    except DatabaseError as fault:
        raise LogUnavailable from fault


def record_source(
    *,
    actor: Actor,
    team_id: int,
    kind: SourceKind,
    file_name: str = "",
    checksum: str = "",
    row_count: int | None = None,
) -> Source:
    """Where the facts of one save come from. `checksum` is the file's SHA-256 in hex."""
    return Source.objects.create(
        team_id=team_id,
        kind=kind,
        file_name=file_name,
        checksum_sha256=checksum,
        row_count=row_count,
        actor_id=actor.user_id,
    )
