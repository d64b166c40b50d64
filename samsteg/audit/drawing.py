"""What of the read log is to be looked at: the month's random sample, and what is odd on the face of it.

The grounds that need to know more than the log stand in `participants.odd_reads`. All are found day by day when the day
is over, so that what has been found never changes; found again it is left as it is.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import OPENING, AlarmKind, ReadKind, ReviewGround
from samsteg.audit.many_reads import WHOM
from samsteg.audit.partitions import LOG
from samsteg.core.actor import PARTICIPANT_ID, Actor

LEAST, MOST, PERCENT = 5, 30, 1  # of a month's sample
MANY_IN_AN_HOUR = 20  # persons
FIRST_HOUR, LAST_HOUR = 6, 20  # Monday to Friday; what is before or after is outside working hours
OPENED = [kind.value for kind in OPENING]
ITEMS = "INSERT INTO audit_reviewitem (team_id, month, ground, actor_id, person_id, first_at, last_at, person_count)"
ONCE = "ON CONFLICT DO NOTHING"
NEW_MONTH = """
    INSERT INTO audit_reviewmonth (team_id, month, seed, opened_count) VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
# What a participant has read of the own record is nobody's to review.
READS = f"""FROM {LOG} WHERE team_id = %(team)s AND at >= %(first)s AND at < %(last)s AND kind = ANY(%(kinds)s)
    AND actor_id <> {PARTICIPANT_ID}"""
SAMPLE = f"""
    {ITEMS} SELECT team_id, %(month)s, %(ground)s, actor_id, person_id, at, at, 1 {READS}
    ORDER BY sha256(convert_to(%(seed)s || ':' || id, 'UTF8')), id LIMIT %(size)s {ONCE}
"""
EMERGENCIES = f"""
    {ITEMS} SELECT team_id, %(month)s, %(ground)s, actor_id, person_id, at, at, 1 {READS} {ONCE}
"""
MANY = f"""
    {ITEMS}
    SELECT team_id, %(month)s, %(ground)s, actor_id, NULL, min(at), max(at), {WHOM} {READS}
    GROUP BY team_id, actor_id, date_trunc('hour', at) HAVING {WHOM} >= %(many)s {ONCE}
"""
OUTSIDE = """
    (extract(isodow FROM at AT TIME ZONE %(zone)s) > 5
        OR extract(hour FROM at AT TIME ZONE %(zone)s) NOT BETWEEN %(from_hour)s AND %(to_hour)s)
"""
HOURS = f"""
    {ITEMS}
    SELECT team_id, %(month)s, %(ground)s, actor_id, NULL, min(at), max(at), {WHOM} {READS}
        AND {OUTSIDE} GROUP BY team_id, actor_id {ONCE}
"""
WHO_OUTSIDE = f"SELECT actor_id, {WHOM} {READS} AND {OUTSIDE} GROUP BY actor_id ORDER BY actor_id"


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def month_after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def midnight(day: dt.date) -> dt.datetime:
    """When the day begins, in Swedish time."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


def draw_month(*, team_id: int, month: dt.date) -> int:
    """Draws the month's sample and returns its size; 0 when it has been drawn before, or there was nothing to draw."""
    between: dict[str, Any] = {
        "first": midnight(month),
        "last": midnight(month_after(month)),
        "team": team_id,
        "kinds": OPENED,
    }
    seed = secrets.token_hex(32)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {READS}", between)
        count: int = cursor.fetchone()[0]
        cursor.execute(NEW_MONTH, [team_id, month, seed, count])
        if not cursor.rowcount:
            return 0
        size = sample_size(count)
        cursor.execute(
            SAMPLE, {**between, "month": month, "ground": ReviewGround.SAMPLE, "seed": seed, "size": size}
        )
        return int(cursor.rowcount)


def sample_size(count: int) -> int:
    """One read in a hundred, but never fewer than five, and no more than an officer can look at."""
    return min(max(-(-count * PERCENT // 100), LEAST), MOST, count)


def find_odd_reads(*, team_id: int, day: dt.date) -> None:
    """Stores what is odd among the reads of one day, which must be over, and tells of reads outside working hours."""
    shared: dict[str, Any] = {
        "team": team_id,
        "month": month_of(day),
        "first": midnight(day),
        "last": midnight(day + dt.timedelta(days=1)),
        "kinds": OPENED,
    }
    hours = {
        **shared,
        "zone": str(timezone.get_default_timezone()),
        "from_hour": FIRST_HOUR,
        "to_hour": LAST_HOUR - 1,
    }
    emergencies = {**shared, "ground": ReviewGround.EMERGENCY, "kinds": [ReadKind.EMERGENCY.value]}
    with connection.cursor() as cursor:
        cursor.execute(EMERGENCIES, emergencies)
        cursor.execute(MANY, {**shared, "ground": ReviewGround.MANY, "many": MANY_IN_AN_HOUR})
        cursor.execute(HOURS, {**hours, "ground": ReviewGround.HOURS})
        cursor.execute(WHO_OUTSIDE, hours)
        outside = cursor.fetchall()
    for reader_id, count in outside:
        raise_alarm(
            actor=Actor(user_id=reader_id, username=""),
            team_id=team_id,
            kind=AlarmKind.OUTSIDE_HOURS,
            subject_id=reader_id,
            reason=ngettext("%(count)d participant, %(day)s", "%(count)d participants, %(day)s", count)
            % {"count": count, "day": day},
            once=day.isoformat(),
        )
