"""The week for the wall: what happens when, and who is in. No participant is named, whoever prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.activities.calendar.enums import EntryKind
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import DAY, monday_of
from samsteg.activities.models import ClosedDays
from samsteg.activities.selectors import closed_days
from samsteg.core.free_days import free_day_name
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.reports.document import Block, Document, Heading, bullets, note, text
from samsteg.reports.handouts import handout
from samsteg.reports.render import render_pdf
from samsteg.today.who import staff_between
from samsteg.web.calendar.forms import day_in
from samsteg.web.calendar.gathering import entries_between, without_names
from samsteg.web.calendar.week import closed_words, names_of_entry, short, week_days, weekday
from samsteg.web.calendar.who import away_sentence, with_who_is_away
from samsteg.web.downloads import attachment
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_safe
def week_sheet(request: ActingRequest, slug: str) -> HttpResponse:
    """Names nobody, so nobody's read is logged."""
    actor, team = enter_team(request, slug, "calendar.view")
    monday = monday_of(day_in(request.GET.get("vecka", "")) or timezone.localdate())
    entries = entries_between(actor, team, monday, monday + 6 * DAY, names=False, free=False)
    people = staff_between(actor=actor, team=team, first=monday, last=monday + 6 * DAY)
    staff = {one.user_id: short(one.name) for one in people}
    entries = with_who_is_away(without_names(actor, team, entries), people)
    weekdays, weekend = week_days(monday, entries)
    away = away_sentence(weekdays, people)
    closed = closed_days(team, monday, monday + 6 * DAY)
    document = sheet_of(team, monday, [*weekdays, *weekend], entries, staff, away, closed)
    return attachment(render_pdf(document), f"{team.slug}-vecka-{monday.isocalendar().week:02}.pdf")


def sheet_of(
    team: Team,
    monday: dt.date,
    days: Sequence[dt.date],
    entries: Sequence[Entry],
    staff: dict[int, str],
    away: str,
    closed: Sequence[ClosedDays] = (),
) -> Document:
    """`closed`: days when the team takes nobody in; why isn't said on a wall."""
    title = _("Week %(number)d") % {"number": monday.isocalendar().week}
    return handout(
        title,
        _blocks(days, entries, staff, away, closed),
        team=team.name,
        today=timezone.localdate(),
        is_practice=is_practice(team),
        period=f"{monday} – {monday + 4 * DAY}",
    )


def _blocks(
    days: Sequence[dt.date],
    entries: Sequence[Entry],
    staff: dict[int, str],
    away: str,
    closed: Sequence[ClosedDays],
) -> Iterator[Block]:
    if away:
        yield text(away)
    for day in days:
        name = free_day_name(day) or (_("Closed") if closed_words(closed, day) else "")
        yield Heading(1, " ".join(part for part in (weekday(day), day.isoformat(), name) if part))
        lines = tuple(_line(one, staff) for one in entries if one.on == day and not one.is_cancelled)
        yield bullets(lines) if lines else text(_("Nothing."))
    yield note(_("Nobody who takes part is named here, so the sheet may hang on the wall."))


def _line(one: Entry, staff: dict[int, str]) -> str:
    what = one.title if one.kind in (EntryKind.TEAM, EntryKind.GROUP) else _("Talk")
    who = _("everybody") if one.is_for_all else ", ".join(names_of_entry(one, staff))
    when = f"{one.at:%H.%M}" if one.at else _("all day")
    return " · ".join(part for part in (f"{when} {what}", who) if part)
