"""The team's groups: the list, the spreadsheet, one group, and the days when the team is closed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samsteg.access.staff import staff_of
from samsteg.activities.closing import asks_of, check_closing, close_days, open_days, planned_between
from samsteg.activities.half_called import half_called
from samsteg.activities.models import Group, GroupSession
from samsteg.activities.records import LeaderValues
from samsteg.activities.refusing import StaleGroup
from samsteg.activities.selectors import (
    closed_days,
    group_of,
    groups_in_short,
    groups_open,
    sessions_to_call,
)
from samsteg.activities.services import add_leader, own_group, save_group
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.web.activities.booked_then import BookedThen, booked_then, by_closed, question, shown_to
from samsteg.web.activities.closed_form import ClosedEntry
from samsteg.web.activities.forms import GroupEntry, show_refusal, type_instead
from samsteg.web.activities.pages import (
    CHIPS,
    COLUMNS,
    ListState,
    Order,
    cells,
    chosen,
    half_words,
    list_view,
    session_line,
    state_of,
    weekday,
)
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@never_cache
@require_safe
def groups(request: ActingRequest, slug: str) -> HttpResponse:
    """Every group, and the roll calls that are missing. It names no participant."""
    actor, team = enter_team(request, slug, "activities.view")
    state, found = state_of(request.GET), groups_in_short(actor, team)
    lately = sessions_to_call(actor, team)
    half = half_called(actor, team, lately)
    missing = [
        one
        for one in lately
        if one.series in half or one.host_id == team.pk and one.lacks_roll_call(found.today)
    ]
    context = {
        "team": team,
        "state": state,
        "list": list_view(state, found, len(missing)),
        "has_any": bool(found.groups),
        "missing": [(one, session_line(one, found.today), half_words(half, one)) for one in missing],
        "of_today": [(one, session_line(one, found.today)) for one in lately if one.on_day == found.today],
    }
    return render(request, "activities/groups.html", context)


@never_cache
@require_GET
def groups_excel(request: ActingRequest, slug: str) -> HttpResponse:
    """The rows of the page as a spreadsheet."""
    actor, team = enter_team(request, slug, "activities.view")
    content = _spreadsheet(actor, team, state_of(request.GET))
    return attachment(content, f"{team.slug}-grupper-{timezone.localdate()}.xlsx")


def _spreadsheet(actor: Actor, team: Team, state: ListState) -> bytes:
    found, buffer = groups_in_short(actor, team), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(_("Groups"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS), 24)
    sheet.write_row(0, 0, [*(str(label) for _order, label in COLUMNS), _("Of them of other teams")], bold)
    rows = chosen(state, found)
    for number, one in enumerate(rows, start=1):
        texts = cells(one, found)
        for place, (order, _label) in enumerate(COLUMNS):
            if order is Order.MEMBERS:
                sheet.write_number(number, place, found.taken(one.pk))
            else:
                sheet.write_string(number, place, texts[order])
        if one.pk in found.others:
            sheet.write_number(number, len(COLUMNS), found.others[one.pk])
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    lines = [
        _("Groups in %(team)s, %(day)s.") % {"team": team.name, "day": found.today},
        _("Shown: %(filter)s, %(count)d rows.")
        % {"filter": str(CHIPS[state.shown]).lower(), "count": len(rows)},
        *([_("Practice: no real persons")] if is_practice(team) else []),
    ]
    for number, line in enumerate(lines):
        about.write_string(number, 0, line)
    book.close()
    return buffer.getvalue()


@never_cache
@GET_AND_POST
def group_new(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "activities.write")
    form = _entry(request, actor, team, None)
    if form.is_valid() and (made := _saved(form, actor, team, None)) is not None:
        _lead(form, actor, team, made)
        messages.success(request, _("The group is saved. Plan its first term."))
        return redirect("group", slug, made.pk)
    context = {"team": team, "form": form}
    return render(request, "activities/edit.html", context, status=422 if form.errors else 200)


def _lead(form: GroupEntry, actor: Actor, team: Team, made: Group) -> None:
    """Most often the one who makes a group leads it: one form less."""
    if form.cleaned_data["i_lead"] and actor.user_id in {one.user_id for one in staff_of(team.pk)}:
        of_group: dict[str, Any] = {"actor": actor, "team": team, "group_id": made.pk}
        add_leader(**of_group, leader=LeaderValues(actor.user_id), started_on=timezone.localdate())


@never_cache
@GET_AND_POST
def group_edit(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "activities.write")
    require_id(group_id)
    group = own_group(actor, team, group_id)
    form = _entry(request, actor, team, group)
    if form.is_valid() and _saved(form, actor, team, group) is not None:
        messages.success(request, _("The group is saved."))
        return redirect("group", slug, group_id)
    context = {"team": team, "form": form, "group": group_of(actor, team, group_id)}
    return render(request, "activities/edit.html", context, status=422 if form.errors else 200)


def _entry(request: ActingRequest, actor: Actor, team: Team, group: Group | None) -> GroupEntry:
    others = groups_open(actor, team).filter(team=team)
    if group is not None:
        others = others.exclude(pk=group.pk)
    initial: dict[str, Any] = {"version": 0, "i_lead": True}
    if group is not None:
        initial = {name: getattr(group, name, None) for name in GroupEntry.base_fields}
        initial["follows_into"] = group.follows_into_id or ""
    return GroupEntry(
        request.POST if request.method == "POST" else None,
        others=list(others.values_list("pk", "name")),
        initial=initial,
    )


def _saved(form: GroupEntry, actor: Actor, team: Team, group: Group | None) -> Group | None:
    """None where the service says no: then the form says why."""
    try:
        return save_group(
            actor=actor,
            team=team,
            values=form.values(),
            group_id=group.pk if group else None,
            expected_version=form.cleaned_data["version"] if group else 0,
        )
    except StaleGroup as refusal:
        assert group is not None
        type_instead(form, "version", str(group.version))
        form.add_error(None, str(refusal))
    except Refused as refusal:
        show_refusal(form, refusal, {"follows_into_id": "follows_into"})
    return None


@never_cache
@GET_AND_POST
def group_closed_days(request: ActingRequest, slug: str) -> HttpResponse:
    """Days when the team takes no participants in: they are passed over when a term is planned."""
    actor, team = enter_team(request, slug, "activities.write")
    form = ClosedEntry(request.POST if "why" in request.POST else None)
    if request.method == "POST" and "open" in request.POST:
        _open(request, actor, team)
        return redirect("group_closed_days", slug)
    if form.is_valid() and _closed(request, form, actor, team):
        return redirect("group_closed_days", slug)
    today = timezone.localdate()
    rows = closed_days(team, today - dt.timedelta(days=366), today + dt.timedelta(days=3 * 366))
    context = {
        "team": team,
        "form": form,
        "rows": by_closed(actor, team, rows),
        "planned": _planned(form, team),
        "booked": _booked(form, actor, team),
    }
    return render(request, "activities/closed.html", context, status=422 if form.errors else 200)


def _planned(form: forms.Form, team: Team) -> list[tuple[str, GroupSession]]:
    """What stands on the days, with the weekday, where the form asks what becomes of it."""
    if "planned" not in form.errors or not {"first_on", "last_on"} <= form.cleaned_data.keys():
        return []
    rows = planned_between(team, form.cleaned_data["first_on"], form.cleaned_data["last_on"])
    return [(weekday(row.on_day), row) for row in rows]


def _booked(form: forms.Form, actor: Actor, team: Team) -> list[BookedThen]:
    """With whom something is booked on the days, where the form asks about it."""
    if "anyway" not in form.errors:
        return []
    typed = form.cleaned_data
    return shown_to(actor, team, booked_then(actor, team, typed["first_on"], typed["last_on"]))


def _open(request: ActingRequest, actor: Actor, team: Team) -> None:
    cancelled = open_days(actor=actor, team=team, closed_id=id_in(request.POST["open"]))
    said = [_("The days are as any other again.")]
    if cancelled:
        text = ngettext(
            "%(n)d session is cancelled then. Open it in its group if it is to be held after all.",
            "%(n)d sessions are cancelled then. Open each in its group if it is to be held after all.",
            cancelled,
        )
        said.append(text % {"n": cancelled})
    messages.success(request, " ".join(said))


def _closed(request: ActingRequest, form: ClosedEntry, actor: Actor, team: Team) -> bool:
    typed = {name: value for name, value in form.cleaned_data.items() if name not in ("anyway", "sure")}
    try:
        if not form.is_sure and _asks(form, actor, team):
            return False
        cancelled = close_days(actor=actor, team=team, **typed)
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    said = [_("The days are passed over when you plan.")]
    if cancelled:
        text = ngettext("%(n)d session is cancelled.", "%(n)d sessions are cancelled.", cancelled)
        said.append(text % {"n": cancelled})
    messages.success(request, " ".join(said))
    return True


def _asks(form: ClosedEntry, actor: Actor, team: Team) -> bool:
    """Whether somebody is booked on the days; then both questions are put at once. Raises GroupRefused."""
    typed = form.cleaned_data
    first, last = typed["first_on"], typed["last_on"]
    check_closing(first, last, typed["why"])
    booked = booked_then(actor, team, first, last)
    if not booked:
        return False
    form.asks(question(len(booked)))
    if asked := asks_of(planned_between(team, first, last).count(), typed["planned"]):
        form.add_error("planned", asked)
    return True
