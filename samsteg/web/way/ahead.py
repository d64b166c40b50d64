"""What an exit meets: what is booked after the stay and nobody else calls off, what the team has promised, the links
that still wait for an answer, and the groups that end with the stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import may
from samsteg.activities.member_selectors import groups_of_person
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.selectors import talks_of
from samsteg.participants.enums import NoteForm
from samsteg.participants.own_access.enums import LinkState
from samsteg.participants.own_access.links import links_of
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.selectors import plan_of
from samsteg.participants.way.selectors import Way
from samsteg.web.follow_ups.words import when, word_of_kind
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.words import word

Moment = tuple[dt.date, dt.time]


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that doesn't end by itself. `address`: where it is cancelled, closed or taken back."""

    title: str
    when: str
    address: str


def meetings_ahead(entered: Entered, found: Way) -> tuple[Ahead, ...]:
    """Follow-ups and talks of the stay that are booked, the next one first. The caller logs the read."""
    both = [*_follow_ups(entered, found.stay.pk), *_talks(entered, found.stay.pk)]
    return tuple(one for _day, one in sorted(both, key=lambda pair: pair[0]))


def _talks(entered: Entered, stay_id: int) -> Iterator[tuple[Moment, Ahead]]:
    actor, team, person_id = entered.actor, entered.team, entered.person_id
    if not may(actor, "follow_ups.list", team):
        return
    for one in talks_of(actor, team, person_id):
        if one.state == TalkState.BOOKED and one.stay_id == stay_id:
            day, at = one.booking.on_day, one.booking.starts_at
            address = reverse("talk", args=[team.slug, person_id, one.series])
            yield (day, at), Ahead(word(NoteForm, one.booking.form), when(day, at), address)


def _follow_ups(entered: Entered, stay_id: int) -> Iterator[tuple[Moment, Ahead]]:
    actor, team, person_id = entered.actor, entered.team, entered.person_id
    if not may(actor, "follow_ups.view", team):
        return
    rows = follow_ups_of(actor, team, person_id, entered.opened).rows
    for row in rows:
        if row.state == FollowUpState.BOOKED and row.stay_id == stay_id:
            address = reverse("follow_up_cancel", args=[team.slug, person_id, row.series])
            day, at = row.meeting_on, row.meeting_at
            yield (day, at or dt.time.min), Ahead(word_of_kind(row.kind), when(day, at), address)


def groups_to_leave(entered: Entered) -> tuple[str, ...]:
    """Those that the person is in now, or comes into. The caller logs the read."""
    held = groups_of_person(entered.team, entered.person_id, entered.opened)
    today = timezone.localdate()
    return tuple(sorted(one.group for one in held if one.left_on is None or one.left_on > today))


def promises_left(entered: Entered) -> tuple[Ahead, ...]:
    """What the team has promised and not yet kept, soonest first. The caller logs the read."""
    plan = plan_of(entered.actor, entered.team, entered.person_id)
    return tuple(
        Ahead(
            one.values.text,
            _("To %(day)s") % {"day": one.values.due_on} if one.values.due_on else "",
            reverse("plan_step_close", args=[entered.team.slug, entered.person_id, one.series]),
        )
        for one in plan.open_steps(StepKind.PROMISE)
    )


def links_left(entered: Entered) -> tuple[Ahead, ...]:
    """Personal links that can still be answered, the newest first."""
    if not (entered.is_staff and may(entered.actor, "own_access.write", entered.team)):
        return ()
    until = _("lasts until %(day)s")
    return tuple(
        Ahead(
            str(one.kind.label),
            until % {"day": timezone.localdate(one.expires_at)},
            reverse("own_access", args=[entered.team.slug, entered.person_id]),
        )
        for one in links_of(entered.team, entered.person_id)
        if one.state is LinkState.WAITING
    )
