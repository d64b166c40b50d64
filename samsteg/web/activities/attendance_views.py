"""Who came when: one group, or one person, over a period, on a page and as a spreadsheet. Every read is logged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from samsteg.access.policies import may
from samsteg.activities.came import Came, Said, came_of
from samsteg.activities.enums import EXPECTED, Joining, Mark
from samsteg.activities.member_selectors import (
    GroupTable,
    Listed,
    PersonMark,
    marks_of_person,
    may_read_attendance,
    table_of,
)
from samsteg.activities.models import Group
from samsteg.activities.selectors import group_of, terms_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.web.activities.attendance_excel import GroupSheet, PersonSheet, of_group, of_person
from samsteg.web.activities.pages import SIGNS, came_words, share_words
from samsteg.web.activities.spans import Span, days_words, span_of
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import Entered, enter_person, log_of_person, require_id
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:group-attendance"
PERSON_PLACE = "page:attendance-of-person"
SHOWN_MARKS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A participant with how often one came and, by session, the sign of the mark and the word for it."""

    person: Listed
    came: Came
    words: str
    share: str
    signs: tuple[tuple[str, str], ...]


@never_cache
@require_safe
def group_attendance(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """Person by session, with how many of the times one was expected that one came."""
    actor, team = enter_team(request, slug, "activities.view")
    one, span, table = _read(request, actor, team, group_id, ReadKind.LIST)
    every = [mark for marks in table.marks.values() for mark in marks.values()]
    together = came_of(every)
    has_share = together.expected > 0 or one.joining == Joining.MEMBERS
    rows = tuple(_rows(table, has_share=has_share))
    context = {
        "team": team,
        "group": one,
        "span": span,
        "days": days_words(span),
        "sessions": table.sessions,
        "rows": rows,
        "together": _together(together),
        "has_share": has_share,
        "has_times": any(mark.is_drop_in for mark in every),
        "counted": _counted(every),
        "signs": [(SIGNS[mark], mark.label) for mark in Mark],
        "may_export": may(actor, "participants.export", team),
    }
    return render(request, "activities/attendance.html", context)


@never_cache
@require_GET
def group_attendance_excel(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """The rows of the page as a spreadsheet."""
    actor, team = enter_team(request, slug, "participants.export")
    one, span, table = _read(request, actor, team, group_id, ReadKind.EXPORT)
    rows = [(row.person.title, row.came, row.signs) for row in _rows(table)]
    every = [mark for marks in table.marks.values() for mark in marks.values()]
    today, what = timezone.localdate(), _("%(group)s in %(team)s") % {"group": one.name, "team": team.name}
    sheet = GroupSheet(
        group=one.name,
        sessions=[day for _series, day in table.sessions],
        rows=rows,
        about=_about(team, what, span, today, every),
    )
    return attachment(of_group(sheet), f"{team.slug}-narvaro-grupp-{today}.xlsx")


def _read(
    request: HttpRequest, actor: Actor, team: Team, group_id: int, kind: ReadKind
) -> tuple[Group, Span, GroupTable]:
    require_id(group_id)
    one, today = group_of(actor, team, group_id), timezone.localdate()
    terms = [
        (_("Term from %(day)s") % {"day": term.first_on}, term.first_on, term.last_on)
        for term in terms_of(one)
    ]
    span = span_of(request.GET, today, terms)
    table = table_of(actor, team, one, span.first, span.last)
    persons = [person.person_id for person in table.persons]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=PLACE)
    return one, span, table


def _rows(table: GroupTable, *, has_share: bool = True) -> Iterator[Row]:
    """Where there is no share to tell: how many times one came."""
    for person in table.persons:
        marks = table.marks.get(person.person_id, {})
        came = came_of(marks.values())
        words = came_words(came) if has_share else str(came.times)
        found = (marks.get(series) for series, _day in table.sessions)
        signs = tuple((SIGNS[Mark(one.mark)], word(Mark, one.mark)) if one else ("", "") for one in found)
        yield Row(person, came, words, share_words(came), signs)


def _together(came: Came) -> str:
    """What the rows make together; empty for nothing."""
    if not came.expected:
        return _("Together %(n)d times.") % {"n": came.times} if came.times else ""
    return _("Together: came %(came)d times, was expected %(all)d times, %(share)s.") % {
        "came": came.came,
        "all": came.expected,
        "share": share_words(came),
    }


def _counted(marks: Collection[Said]) -> list[str]:
    """What is in no share, though it is marked. Came by is told of apart."""
    expected = [mark for mark in marks if mark.mark in EXPECTED]
    told = []
    if any(mark.is_drop_in for mark in expected):
        told.append(_("Where people drop in nobody is expected: those times are in no share."))
    if any(not mark.is_enrolled for mark in expected):
        told.append(_("Who wasn't enrolled on any of these days is in no share."))
    return told


def _about(team: Team, what: str, span: Span, today: dt.date, marks: Collection[Said]) -> list[str]:
    return [
        what,
        _("Period: %(days)s. Taken out %(day)s.") % {"days": days_words(span), "day": today},
        _("Came: here or digitally, of the times that one was expected. Who came by wasn't."),
        *_counted(marks),
        _("Participants whom you don't see, and participants with protected identity, aren't here."),
        *([_("Practice: no real persons")] if is_practice(team) else []),
    ]


@never_cache
@require_safe
def person_attendance(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """One person's attendance over a period, by group; a representative reads it where a consent opens attendance."""
    entered = enter_person(request, slug, person_id)
    if not may_read_attendance(entered.opened):
        raise NotVisible
    span, marks = _marks(request, entered)
    groups = _by_group(marks)
    log_of_person(entered, ReadKind.VIEW, PERSON_PLACE)
    context = {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("person_groups"),
        "span": span,
        "days": days_words(span),
        "groups": [(name, came_words(came), share_words(came), came.times) for name, came in groups],
        "together": _together(sum((came for _name, came in groups), Came())),
        "counted": _counted([one.said for one in marks]),
        "marks": [(one, word(Mark, one.mark)) for one in marks[:SHOWN_MARKS]],
        "total": len(marks),
        "may_export": _may_export(entered),
    }
    return render(request, "activities/person_attendance.html", context)


@never_cache
@require_GET
def person_attendance_excel(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """As on the page. Nobody with protected identity stands in a file."""
    entered = enter_person(request, slug, person_id, "participants.export")
    if not _may_export(entered):
        raise NotVisible
    span, marks = _marks(request, entered)
    log_of_person(entered, ReadKind.EXPORT, PERSON_PLACE)
    today, what = timezone.localdate(), _("Attendance of %(name)s") % {"name": entered.title}
    sheet = PersonSheet(
        groups=_by_group(marks),
        marks=[(one.on_day, one.group, word(Mark, one.mark)) for one in marks],
        about=_about(entered.team, what, span, today, [one.said for one in marks]),
    )
    return attachment(of_person(sheet), f"{entered.team.slug}-narvaro-{today}.xlsx")


def _may_export(entered: Entered) -> bool:
    may_take = may(entered.actor, "participants.export", entered.team)
    return entered.is_staff and may_take and not entered.is_protected


def _marks(request: HttpRequest, entered: Entered) -> tuple[Span, list[PersonMark]]:
    span = span_of(request.GET, timezone.localdate())
    of_days = {"first_on": span.first, "last_on": span.last}
    return span, marks_of_person(entered.team, entered.person_id, entered.opened, **of_days)


def _by_group(marks: list[PersonMark]) -> list[tuple[str, Came]]:
    """Name and how often one came, in the order in which one was there last."""
    found: dict[int, list[PersonMark]] = {}
    for one in marks:
        found.setdefault(one.group_id, []).append(one)
    return [(of_one[0].group, came_of(one.said for one in of_one)) for of_one in found.values()]
