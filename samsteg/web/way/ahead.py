"""What is booked after the stay that ends: nobody else calls it off."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from samsteg.access.policies import may
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.participants.way.selectors import Way
from samsteg.web.follow_ups.words import when, word_of_kind
from samsteg.web.participants.entering import Entered


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that is booked. `address`: where it is cancelled."""

    title: str
    when: str
    address: str


def meetings_ahead(entered: Entered, found: Way) -> tuple[Ahead, ...]:
    """Follow-ups of the stay that are booked, the next one first. The caller logs the read."""
    actor, team, person_id = entered.actor, entered.team, entered.person_id
    if not may(actor, "follow_ups.view", team):
        return ()
    rows = follow_ups_of(actor, team, person_id, entered.opened).rows
    booked = [row for row in rows if row.state == FollowUpState.BOOKED and row.stay_id == found.stay.pk]
    return tuple(
        Ahead(
            word_of_kind(row.kind),
            when(row.meeting_on, row.meeting_at),
            reverse("follow_up_cancel", args=[team.slug, person_id, row.series]),
        )
        for row in reversed(booked)
    )
