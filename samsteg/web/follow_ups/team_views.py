"""The team's follow-ups: the list, the spreadsheet, and how often the team follows up."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samsteg.access.policies import may
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.follow_ups.due import CancelledFollowUp, cancelled_follow_ups, open_follow_ups
from samsteg.follow_ups.records import DueFollowUp
from samsteg.follow_ups.rules import USUAL_EVERY_MONTHS, USUAL_FIRST_WEEKS
from samsteg.follow_ups.times import set_times, times_of
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.web.downloads import attachment
from samsteg.web.follow_ups.forms import TimesEntry
from samsteg.web.follow_ups.team_pages import (
    CHIPS,
    COLUMNS,
    ListState,
    Order,
    cells,
    chosen,
    list_view,
    state_of,
)
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:team-follow-ups"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@require_safe
@never_cache
def team_follow_ups(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "follow_ups.list")
    state = state_of(request.GET)
    open_, cancelled = _read(actor, team, ReadKind.LIST)
    context = {
        "team": team,
        "list": list_view(state, open_, cancelled),
        "state": state,
        "has_times": bool(times_of(team).rows),
        "may_set": may(actor, "follow_ups.times", team),
    }
    return render(request, "follow_ups/team.html", context)


@require_GET
@never_cache
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen filter, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "follow_ups.list")
    state = state_of(request.GET)
    open_, cancelled = _read(actor, team, ReadKind.EXPORT)
    today = timezone.localdate()
    content = _spreadsheet(team, state, open_, cancelled, today)
    return attachment(content, f"{team.slug}-uppfoljningar-{today}.xlsx")


def _read(actor: Actor, team: Team, kind: ReadKind) -> tuple[list[DueFollowUp], list[CancelledFollowUp]]:
    """Both lists, with everybody in them written to the read log in the same transaction."""
    open_, cancelled = open_follow_ups(actor, team), cancelled_follow_ups(actor, team)
    persons = {one.person_id for one in open_} | {one.person_id for one in cancelled}
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=kind, place=PLACE)
    return open_, cancelled


def _spreadsheet(
    team: Team,
    state: ListState,
    open_: list[DueFollowUp],
    cancelled: list[CancelledFollowUp],
    today: dt.date,
) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Follow-ups"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, 24)
    sheet.write_row(0, 0, [str(label) for _order, label in COLUMNS], bold)
    rows = chosen(state, open_, cancelled)
    for number, one in enumerate(rows, start=1):
        texts = cells(one)
        for place, (order, _label) in enumerate(COLUMNS):
            if order is Order.DAY:
                sheet.write_datetime(number, place, dt.datetime.combine(one.on, dt.time.min), day)
            else:
                sheet.write_string(number, place, texts[order])
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    lines = [
        _("Follow-ups in %(team)s, %(day)s.") % {"team": team.name, "day": today},
        _("Shown: %(filter)s, %(count)d rows.")
        % {"filter": str(CHIPS[state.shown]).lower(), "count": len(rows)},
        *([_("Practice: no real persons")] if is_practice(team) else []),
    ]
    for number, line in enumerate(lines):
        about.write_string(number, 0, line)
    book.close()
    return buffer.getvalue()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "follow_ups.times")
    held = times_of(team)
    now = held.at(timezone.localdate())
    initial = {
        "first_weeks": now.first_weeks if now else USUAL_FIRST_WEEKS,
        "every_months": now.every_months if now else USUAL_EVERY_MONTHS,
        "valid_from": timezone.localdate(),
    }
    entry = TimesEntry(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and entry.is_valid():
        try:
            set_times(actor=actor, team=team, **entry.cleaned_data)
        except FollowUpRefused as fault:
            entry.add_error(fault.field or None, str(fault))
        else:
            messages.success(request, _("The times are saved."))
            return redirect("team_follow_ups", slug)
    context = {"team": team, "entry": entry, "held": held.rows}
    return render(request, "follow_ups/times.html", context, status=422 if entry.errors else 200)
