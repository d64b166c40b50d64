"""Which marks stand for something: a session that is held on the mark's day.

A session can be cancelled, moved or taken out although marks stand at it that the one who does so can't see: of another
team's participants, or of somebody protected. Such a mark stays as it was written, and counts nowhere any more.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from samsteg.activities.enums import NOT_HELD, TOOK_PART
from samsteg.activities.models import Attendance, GroupSession
from samsteg.organisation.models import Team

_GONE = GroupSession.objects.filter(
    Q(state__in=NOT_HELD) | ~Q(on_day=OuterRef("occurred_on")),
    superseded_at__isnull=True,
    series=OuterRef("session_series"),
)


def standing_marks(team: Team) -> QuerySet[Attendance]:
    """The team's own that hold now. The caller decides whose it may tell of."""
    return Attendance.objects.in_team(team.pk).current().filter(~Exists(_GONE))


def took_part(team: Team) -> QuerySet[Attendance]:
    """Of those, here, digitally or came by."""
    return standing_marks(team).filter(mark__in=TOOK_PART)
