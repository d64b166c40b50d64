"""The quiet start of the day: five short lists, each put together from what the apps below tell."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.activities.calendar.records import StaffDay, WheelDay
from samsteg.activities.records import SessionDay
from samsteg.core.actor import Actor
from samsteg.follow_ups.enums import FollowUpKind, Urgency
from samsteg.follow_ups.records import DueFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.records import Message
from samsteg.participants.own_day import Deciding, Newcomer, Silent, Unallocated, VisitToday
from samsteg.participants.plans.records import Promise
from samsteg.participants.visits.asking import AskAgain
from samsteg.participants.visits.enums import VisitForm, VisitKind
from samsteg.placements.enums import PlacementForm
from samsteg.today.gathering import Gathered, gather
from samsteg.web.participants import words
from samsteg.web.today.lines import (
    NOBODY,
    Line,
    joined_lines,
    protected_lines,
    referral_lines,
    talk_line,
    times_lines,
    unanswered_lines,
    unnamed_lines,
    visit_lines,
)

SHOWN = 12


@dataclass(frozen=True, slots=True)
class DayList:
    """`rest`: how many are not shown; `is_whole`: all are; `empty`: what the place says when there is nothing."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    empty: str
    is_whole: bool = False

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.lines if self.is_whole else self.lines[:SHOWN]

    @property
    def rest(self) -> int:
        return len(self.lines) - len(self.shown)

    @property
    def may_be_shortened(self) -> bool:
        return self.is_whole and len(self.lines) > SHOWN


@dataclass(frozen=True, slots=True)
class Day:
    sentence: str
    week: int
    today: dt.date
    comes: DayList
    due: DayList
    silent: DayList
    waits: DayList
    promised: DayList
    staff: tuple[StaffDay, ...]
    deadlines: tuple[WheelDay, ...]

    @property
    def lists(self) -> tuple[DayList, ...]:
        return (self.comes, self.due, self.silent, self.waits, self.promised)

    @property
    def person_ids(self) -> set[int]:
        """Everybody whom the page names, for the log."""
        return {line.person_id for one in self.lists for line in one.shown if line.person_id}

    def opened(self, key: str) -> Day:
        """With one of the lists whole; an unknown key opens none."""

        def as_asked(one: DayList) -> DayList:
            return replace(one, is_whole=one.key == key)

        return replace(
            self,
            comes=as_asked(self.comes),
            due=as_asked(self.due),
            silent=as_asked(self.silent),
            waits=as_asked(self.waits),
            promised=as_asked(self.promised),
        )


def day_of(actor: Actor, team: Team) -> Day:
    """The actor's own day. The caller logs the read."""
    day = gather(actor, team)
    meetings = [_meeting(team, one) for one in day.follow_ups if _is_today(one, day)]
    groups = [_session(team, one) for one in day.led if one.on_day == day.today and not one.is_cancelled]
    visits = [_visit(team, one) for one in day.visits]
    talks = [talk_line(team, one) for one in day.talks if not one.is_over]
    comes = tuple(sorted((*meetings, *talks, *visits, *groups), key=lambda line: line.when))
    due = tuple(_due(team, day))
    silent = tuple(_silent(team, day.own.silent))
    waits = (
        *_sent(team, day.messages),
        *joined_lines(team, day.joined),
        *protected_lines(team, day.protected_left, leads=day.leads),
        *unnamed_lines(team, day.joined_unnamed),
        *times_lines(team, lacks_times=day.lacks_times),
        *referral_lines(team, day.referrals),
        *_uncalled(team, day.uncalled),
        *_half_called(team, (*day.led, *day.shared), day.half),
        *_newcomers(team, day.own.newcomers),
        *_waits(team, day.unallocated),
    )
    promised = tuple(_promised(team, day.promises))
    return Day(
        sentence=_sentence(len(comes), len(due), len(silent)),
        week=day.today.isocalendar().week,
        today=day.today,
        comes=DayList("comes", _("Today"), comes, _("No meetings with your participants today.")),
        due=DayList("due", _("To do"), due, _("Nothing is due.")),
        silent=DayList("silent", _("Silent for 14 days"), silent, _("You have heard from everybody.")),
        waits=DayList("waits", _("Waits for you"), waits, _("Nothing waits for you.")),
        promised=DayList("promised", _("You have promised"), promised, _("No promises to keep.")),
        staff=day.staff,
        deadlines=day.deadlines,
    )


def _is_today(one: DueFollowUp, day: Gathered) -> bool:
    return one.series is not None and one.on == day.today


def _sentence(comes: int, due: int, silent: int) -> str:
    if not comes and not due and not silent:
        return _("Nothing is booked with your participants today, and nothing is due.")
    parts = [
        (comes, ngettext("%(n)d meeting today", "%(n)d meetings today", comes)),
        (due, ngettext("%(n)d thing to do", "%(n)d things to do", due)),
        (silent, ngettext("%(n)d person silent for 14 days", "%(n)d persons silent for 14 days", silent)),
    ]
    told = [text % {"n": count} for count, text in parts if count]
    return f"{_listed(told)}."


def _listed(parts: list[str]) -> str:
    """At most three, with "and" before the last."""
    if len(parts) == 1:
        return parts[0]
    return _("%(most)s and %(last)s") % {"most": ", ".join(parts[:-1]), "last": parts[-1]}


def _person(team: Team, person_id: int) -> str:
    return reverse("participant", args=[team.slug, person_id])


def _meeting(team: Team, one: DueFollowUp) -> Line:
    return Line(
        person_id=one.person_id,
        title=one.title,
        address=reverse("follow_ups", args=[team.slug, one.person_id]),
        meta=words.word(FollowUpKind, one.kind),
        when=f"{one.at:%H.%M}" if one.at else "",
    )


def _session(team: Team, one: SessionDay) -> Line:
    return Line(
        person_id=NOBODY,
        title=one.group,
        address=reverse("roll_call", args=[team.slug, one.series]),
        meta=one.place,
        when=f"{one.starts_at:%H.%M}",
    )


def _uncalled(team: Team, sessions: Iterable[SessionDay]) -> Iterator[Line]:
    """Sessions that have been and have no roll call."""
    for one in sessions:
        yield Line(
            person_id=NOBODY,
            title=one.group,
            address=reverse("roll_call", args=[team.slug, one.series]),
            meta=_("The roll call of %(day)s is missing") % {"day": one.on_day},
        )


def _half_called(
    team: Team, led: Iterable[SessionDay], half: Mapping[uuid.UUID, tuple[int, int]]
) -> Iterator[Line]:
    """Sessions of which the roll call was begun and never ended."""
    for one in led:
        if one.series in half:
            done, of_all = half[one.series]
            said = _("The roll call of %(day)s: %(done)d of %(all)d are marked")
            yield Line(
                person_id=NOBODY,
                title=one.group,
                address=reverse("roll_call", args=[team.slug, one.series]),
                meta=said % {"day": one.on_day, "done": done, "all": of_all},
            )


def _visit(team: Team, one: VisitToday) -> Line:
    return Line(
        person_id=one.person_id,
        title=one.title,
        address=reverse("visit", args=[team.slug, one.person_id, one.visit_id]),
        meta=f"{words.word(VisitKind, one.kind)}, {words.word(VisitForm, one.form).lower()}",
        when=f"{one.at:%H.%M}",
    )


def _due(team: Team, day: Gathered) -> Iterator[Line]:
    yield from unanswered_lines(team, day.talks)
    for one in day.follow_ups:
        if _is_today(one, day):
            continue
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("follow_ups", args=[team.slug, one.person_id]),
            meta=_follow_up_words(one),
        )
    for deciding in day.own.deciding:
        yield Line(
            person_id=deciding.person_id,
            title=deciding.title,
            address=reverse("way", args=[team.slug, deciding.person_id]),
            meta=_decision_words(deciding, day.today),
        )
    for ending in day.ending_consents:
        said = _("A consent ended %(day)s") if ending.is_over else _("A consent ends %(day)s")
        yield Line(
            person_id=ending.person_id,
            title=ending.title,
            address=reverse("consents", args=[team.slug, ending.person_id]),
            meta=said % {"day": ending.last_day},
        )
    yield from visit_lines(team, day.untold_visits)
    yield from _asking(team, day.ask_again)
    yield from _work(team, day)


def _decision_words(one: Deciding, today: dt.date) -> str:
    if not one.is_trial:
        return _("Planned end %(day)s") % {"day": one.on}
    if one.on < today:
        return _("The trial period ended %(day)s: say how it turned out") % {"day": one.on}
    return _("Trial period up to %(day)s") % {"day": one.on}


def _work(team: Team, day: Gathered) -> Iterator[Line]:
    """Check-ins of placements, what came of those that ended, and employers to ask again."""
    for one in day.placements:
        said = _("%(form)s: check-in by %(day)s")
        if one.is_untold:
            said = _("%(form)s ended %(day)s: what came of it?")
        elif one.is_never:
            said = _("%(form)s never began: the stay ended %(day)s. Take it back.")
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("placement", args=[team.slug, one.person_id, one.series]),
            meta=said % {"form": words.word(PlacementForm, one.form), "day": one.on},
        )
    for row in day.employers:
        why = f": {row.ask_again_why}" if row.ask_again_why else ""
        yield Line(
            person_id=0,
            title=row.name,
            address=reverse("employer", args=[team.slug, row.pk]),
            meta=_("Ask again since %(day)s") % {"day": row.ask_again_on} + why,
        )


def _asking(team: Team, found: Iterable[AskAgain]) -> Iterator[Line]:
    """Those who wanted to wait after a study visit."""
    for one in found:
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("visit", args=[team.slug, one.person_id, one.visit_id]),
            meta=_("Ask again. Was on a visit %(day)s") % {"day": one.visited_on},
            act=_("Book a visit"),
            act_address=reverse("person_visits", args=[team.slug, one.person_id]),
        )


def _follow_up_words(one: DueFollowUp) -> str:
    kind = words.word(FollowUpKind, one.kind)
    if one.series is None:
        return _("%(kind)s: book it, to be held by %(day)s") % {"kind": kind, "day": one.on}
    if one.state is Urgency.UNANSWERED:
        return _("%(kind)s %(day)s: was it held?") % {"kind": kind, "day": one.on}
    return _("%(kind)s %(day)s") % {"kind": kind, "day": one.on}


def _silent(team: Team, silent: Iterable[Silent]) -> Iterator[Line]:
    for one in silent:
        meta = _("Last heard of %(day)s") % {"day": one.last_on} if one.last_on else _("Nothing noted yet")
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=_person(team, one.person_id),
            meta=meta,
            act=_("Write a note"),
            act_address=reverse("notes", args=[team.slug, one.person_id]),
        )


def _sent(team: Team, found: Iterable[Message]) -> Iterator[Line]:
    """What participants have sent and nobody has taken care of."""
    for one in found:
        sent_on = timezone.localdate(one.sent_at)
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("own_access", args=[team.slug, one.person_id]),
            meta=_("%(kind)s, sent %(day)s") % {"kind": words.word(MessageKind, one.kind), "day": sent_on},
        )


def _newcomers(team: Team, found: Iterable[Newcomer]) -> Iterator[Line]:
    """Who has not started is led on to the next step of the way."""
    for one in found:
        address = reverse("way", args=[team.slug, one.person_id])
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=_person(team, one.person_id),
            meta=_("New with you since %(day)s") % {"day": one.since},
            act="" if one.is_enrolled else _("Next step"),
            act_address="" if one.is_enrolled else address,
        )


def _waits(team: Team, unallocated: Iterable[Unallocated]) -> Iterator[Line]:
    for one in unallocated:
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=_person(team, one.person_id),
            meta=_("To be allocated. Referred %(day)s") % {"day": one.referred_on}
            if one.referred_on
            else _("To be allocated"),
            act=_("Choose coach"),
            act_address=reverse("way", args=[team.slug, one.person_id]),
        )


def _promised(team: Team, promises: Iterable[Promise]) -> Iterator[Line]:
    for one in promises:
        due = _("by %(day)s") % {"day": one.due_on} if one.due_on else ""
        yield Line(
            person_id=one.person_id,
            title=one.text or _("A promise"),
            address=reverse("plan", args=[team.slug, one.person_id]),
            meta=" · ".join(part for part in (one.name, due) if part),
        )
