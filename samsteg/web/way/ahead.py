"""What an exit meets: what is booked after the stay and nobody else calls off, and the groups that end with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from samsteg.access.policies import may
from samsteg.activities.member_selectors import groups_of_person
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


def groups_to_leave(entered: Entered) -> tuple[str, ...]:
    """Those that the person is in now, or comes into. The caller logs the read."""
    held = groups_of_person(entered.team, entered.person_id, entered.opened)
    today = timezone.localdate()
    return tuple(sorted(one.group for one in held if one.left_on is None or one.left_on > today))
