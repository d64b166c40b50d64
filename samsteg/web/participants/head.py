"""The head of every page of a person, in words: coach, time, next meeting, consent to the team, the scale."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.enums import DataCategory
from samsteg.participants.enums import Status
from samsteg.participants.head import PersonHead, TeamConsent
from samsteg.participants.listing import ONGOING
from samsteg.participants.own_ids import FoundInPart
from samsteg.participants.plans.enums import HIGHEST
from samsteg.today.next_meeting import MeetingKind, next_meeting
from samsteg.web.follow_ups.words import when
from samsteg.web.participants import words

WIDTH, HEIGHT, EDGE = 132, 40, 6
# Where the next meeting stands, by its kind.
PAGES: Mapping[MeetingKind, str] = {
    MeetingKind.FOLLOW_UP: "follow_ups",
    MeetingKind.TALK: "talk",
    MeetingKind.VISIT: "person_visits",
    MeetingKind.GROUP: "person_groups",
}


@dataclass(frozen=True, slots=True)
class SmallCurve:
    """The scale's latest value, and the line up to it; `path` is empty for a single value."""

    now: int
    on: dt.date
    values: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class HeadView:
    """Empty is what isn't known, and what the reader may not know. `since`: the day that `time` is counted from.

    `meeting_page`: the name of the page that the next meeting stands on, with `meeting_series` where it is one of its
    own; `books_talks`: a talk can be booked with the person.
    """

    is_staff: bool = False
    own_id: str = ""
    status: str = ""
    coach: str = ""
    is_unallocated: bool = False
    time: str = ""
    since: str = ""
    next_meeting: str = ""
    meeting_page: str = ""
    meeting_series: uuid.UUID | None = None
    books_talks: bool = False
    consent: str = ""
    has_consent: bool = False
    scale: SmallCurve | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.is_staff or self.coach or self.next_meeting or self.scale or self.status)


def head_view(found: FoundInPart, today: dt.date) -> HeadView:
    """A representative is told what the consents open: the way by outcome, the rest by planning."""
    head, opened = found.head, found.opened
    is_staff = None in opened.whole
    plans = opened.reads(None, DataCategory.PLANNING)
    tells_way = opened.reads(None, DataCategory.OUTCOME)
    consent, has_consent = consent_words(head.consents, today) if is_staff else ("", False)
    meeting = next_meeting(found.more, whole=is_staff) if plans else None
    return HeadView(
        is_staff=is_staff,
        own_id=found.person.own_id if found.person.own_id != found.person.title else "",
        status=words.word(Status, head.status) if tells_way else "",
        coach=head.coach if plans else "",
        is_unallocated=is_staff and not head.coach and head.status in ONGOING,
        time=_time(head, today) if tells_way else "",
        since=_since(head) if tells_way else "",
        next_meeting=when(meeting.on, meeting.at) if meeting else "",
        meeting_page=PAGES[meeting.kind] if meeting else "",
        meeting_series=meeting.series if meeting and meeting.kind is MeetingKind.TALK else None,
        books_talks=is_staff and _is_here(head, today),
        consent=consent,
        has_consent=has_consent,
        scale=small_curve(head.scale) if plans and head.scale else None,
    )


def _is_here(head: PersonHead, today: dt.date) -> bool:
    return head.enrolled_on is not None and (head.exited_on is None or head.exited_on >= today)


def _time(head: PersonHead, today: dt.date) -> str:
    """Days, and whole months when there are some; empty before the queue and for who never started."""
    if head.days is None:
        return ""
    waits = head.status is Status.QUEUE
    end = head.exited_on if head.status is Status.EXITED else today
    start = end - dt.timedelta(days=head.days) if waits and end else head.enrolled_on
    months = whole_months(start, end) if start and end else 0
    text = words.days(head.days)
    if months:
        text += " (%s)" % (ngettext("%(n)d month", "%(n)d months", months) % {"n": months})
    return text + words.and_paused(head.paused_days) if waits else text


def whole_months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _since(head: PersonHead) -> str:
    if head.status is Status.EXITED:
        return f"{head.enrolled_on} {words.NOTHING} {head.exited_on}"
    day = head.queue_on if head.status is Status.QUEUE else head.enrolled_on
    return _("since %(day)s") % {"day": day} if day and head.days is not None else ""


def consent_words(consents: Sequence[TeamConsent], today: dt.date) -> tuple[str, bool]:
    """Whether the team may see the record, in words: since when and how long, or since when not. Newest first."""
    if not consents:
        return _("None in Samsteg"), False
    standing = [one for one in consents if not one.ended_as]
    held = [one for one in standing if one.valid_from <= today < one.valid_to]
    if held:
        last = max(one.valid_to for one in held) - dt.timedelta(days=1)
        return _("Yes, since %(day)s, up to %(last)s") % {"day": held[0].signed_on, "last": last}, True
    newest = consents[0]
    if newest.ended_on:
        text = _("Withdrawn %(day)s") if newest.ended_as == ConsentEnd.WITHDRAWN else _("Taken away %(day)s")
        return text % {"day": newest.ended_on}, False
    if newest.valid_from > today:
        return _("Yes, from %(day)s") % {"day": newest.signed_on}, False
    return _("Ended %(day)s") % {"day": newest.valid_to - dt.timedelta(days=1)}, False


def small_curve(scale: Sequence[tuple[dt.date, int]]) -> SmallCurve:
    """The values stand at the same distance from each other: it tells the order, the plan's page the days."""
    step = (WIDTH - 2 * EDGE) / max(len(scale) - 1, 1)
    unit = (HEIGHT - 2 * EDGE) / HIGHEST
    points = [(EDGE + number * step, HEIGHT - EDGE - own * unit) for number, (_day, own) in enumerate(scale)]
    path = "".join(
        f"M{x:.1f} {y:.1f}" if number == 0 else f"H{x:.1f}V{y:.1f}" for number, (x, y) in enumerate(points)
    )
    on, now = scale[-1]
    x, y = points[-1]
    values = ", ".join(str(own) for _day, own in scale)
    return SmallCurve(now, on, values, path if len(scale) > 1 else "", round(x, 1), round(y, 1))
