"""What the time line of a person tells of follow-ups."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened
from samsteg.access.querysets import represented
from samsteg.core.actor import Actor
from samsteg.core.merged import dated
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from samsteg.organisation.models import Team


def follow_up_days(actor: Actor, team: Team, person_id: int, opened: Opened) -> QuerySet[Any, Any] | None:
    """As `selectors.follow_ups_of` lets the reader know of them: for `core.merged`; None for nothing."""
    rows = FollowUp.objects.current().filter(team=team, person_id=person_id)
    rows = rows.exclude(state=FollowUpState.WITHDRAWN)
    if None not in opened.whole:
        if not opened.reads(None, DataCategory.PLANNING):
            return None
        rows = rows.filter(authority_ids__overlap=sorted(represented(actor).get(team.pk, frozenset())))
    return dated(
        rows,
        "meeting_on",
        kind="kind",
        state="state",
        at="meeting_at",
        cancelled_by="cancelled_by",
        series="series",
    )
