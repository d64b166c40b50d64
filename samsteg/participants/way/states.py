"""The state of stays on a day, as SQL: one definition for pages, the flow chart and the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from samsteg.organisation.models import Team
from samsteg.participants.listing import queue_start
from samsteg.participants.models import Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.participants.way.enums import State
from samsteg.participants.way.models import CURRENT, QueuePause, Trial


def with_state(stays: StayQuerySet[Stay], team: Team, day: dt.date) -> Any:
    """Adds `queue_on` and `state` (a value of State). A day that hasn't come yet has not happened."""
    of_stay = {"team_id": OuterRef("team_id"), "stay_id": OuterRef("pk")}
    paused = QueuePause.objects.filter(
        CURRENT, Q(ended_on__isnull=True) | Q(ended_on__gt=day), **of_stay, started_on__lte=day
    )
    tried = Trial.objects.filter(CURRENT, **of_stay, outcome="")
    return stays.annotate(
        queue_on=queue_start(team), is_paused=Exists(paused), is_tried=Exists(tried)
    ).annotate(
        state=Case(
            When(exited_on__lte=day, then=Value(State.EXITED.value)),
            When(enrolled_on__lte=day, is_tried=True, then=Value(State.TRIAL.value)),
            When(enrolled_on__lte=day, then=Value(State.ENROLLED.value)),
            When(not_enrolled_on__lte=day, then=Value(State.NOT_ENROLLED.value)),
            When(queue_on__lte=day, is_paused=True, then=Value(State.PAUSED.value)),
            When(queue_on__lte=day, then=Value(State.QUEUE.value)),
            When(study_visit_on__lte=day, then=Value(State.VISITED.value)),
            default=Value(State.REFERRED.value),
            output_field=CharField(),
        )
    )


NEWEST_FIRST = (F("enrolled_on").desc(nulls_last=True), F("pk").desc())
