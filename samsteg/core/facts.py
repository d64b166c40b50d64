"""Facts dated twice: when they hold is the business of each model, when we learnt it stands here.

Source: the agreement's "Known as of" (docs/adr/0004). A correction writes a new row and closes the old one; nothing
is overwritten.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

TEAM_LOCK = 7_003_121  # first key of the advisory locks, so that they clash with no one else's


def known_at(moment: dt.datetime | None = None) -> Q:
    """Rows that stood as true at `moment` (aware); None means now."""
    if moment is None:
        return Q(superseded_at__isnull=True)
    return Q(recorded_at__lte=moment) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment))


def learning_moment(team_id: int) -> dt.datetime:
    """Locks the team's facts until the transaction ends and returns the moment (aware) that its new facts are learnt.

    All facts of one save share it, so that no `as_of` falls in the middle. The lock keeps the moments of two savers in
    the order of their commits; the clock is read after the lock is held.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TEAM_LOCK, team_id])
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


class Fact(models.Model):
    """Abstract: one thing we know, with the moment we learnt it and the moment it was replaced."""

    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)
    source_id = models.BigIntegerField(null=True)  # audit.Source; no foreign key, as all that points to audit

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_replaced_after_learnt",
            )
        ]
