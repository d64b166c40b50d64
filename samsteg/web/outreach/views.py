"""The outreach log: the list of a period, the spreadsheet, a new row, one of them, and taking back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from samsteg.access.enums import STAFF_ROLES
from samsteg.access.policies import may
from samsteg.access.staff import staff_of
from samsteg.core.errors import Refused
from samsteg.governance.outreach.enums import OutreachKind, OutreachState
from samsteg.governance.outreach.models import OutreachActivity
from samsteg.governance.outreach.records import StaleOutreach
from samsteg.governance.outreach.selectors import counted, listed, outreach_of, span_of
from samsteg.governance.outreach.services import (
    ACT,
    add_outreach,
    change_outreach,
    remove_outreach,
    undo_outreach,
)
from samsteg.organisation.models import Team
from samsteg.placements.employers.enums import EmployerStatus
from samsteg.placements.employers.selectors import employers_of
from samsteg.web.downloads import attachment
from samsteg.web.list_address import MOST
from samsteg.web.outreach.excel import spreadsheet
from samsteg.web.outreach.forms import OutreachEntry, initial_of
from samsteg.web.outreach.pages import (
    counts,
    enquiry_counts,
    lines_of,
    list_view,
    people_words,
    period_context,
    sentence,
    state_of,
)
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

VIEW = "outreach.view"
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def outreach(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, VIEW)
    state, form = state_of(request.GET)
    asked, span = state.asked, span_of(actor, team)
    found = counted(actor, team, asked.first, asked.last)
    rows, total = listed(actor, team, asked)
    context = {
        "team": team,
        "state": state,
        "form": form,
        **period_context(asked, span),
        "found": found,
        "sentence": sentence(found),
        "people": people_words(found),
        "counts": counts(found),
        "enquiry_counts": enquiry_counts(found),
        "list": list_view(state, rows, total, found, timezone.localdate()),
        "kinds": OutreachKind.choices,
        "has_any": span is not None,
        "may_write": may(actor, ACT, team),
        "may_export": may(actor, "participants.export", team),
    }
    return render(request, "outreach/list.html", context)


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen period, filter and search, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "participants.export")
    state, _form = state_of(request.GET)
    today = timezone.localdate()
    rows, _total = listed(actor, team, replace(state.asked, count=MOST))
    content = spreadsheet(team, state.asked, lines_of(rows, today))
    return attachment(content, f"{team.slug}-utatriktat-{today}.xlsx")


@never_cache
@GET_AND_POST
def new(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    employer = id_in(request.GET.get("arbetsgivare", ""))
    initial = {
        "on_day": timezone.localdate(),
        "state": OutreachState.HELD,
        "employer_id": employer or "",
        "user_ids": [str(actor.user_id)],
    }
    entry = _entry(request, team, initial)
    if entry.is_valid():
        try:
            add_outreach(actor=actor, team=team, values=entry.values(), series=entry.cleaned_data["series"])
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("It stands in the log."))
            return redirect("outreach", slug)
    context = {"team": team, "entry": entry, "row": None}
    return render(request, "outreach/form.html", context, status=422 if entry.errors else 200)


@never_cache
@GET_AND_POST
def one(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """To read for a representative, to change for the team."""
    actor, team = enter_team(request, slug, VIEW if request.method != "POST" else ACT)
    row, may_write = outreach_of(actor, team, series), may(actor, ACT, team)
    entry = _entry(request, team, initial_of(row), row) if may_write else None
    if entry is not None and entry.is_valid():
        try:
            change_outreach(
                actor=actor,
                team=team,
                series=series,
                expected_version=entry.cleaned_data["version"] or 0,
                values=entry.values(),
            )
        except Refused as fault:
            add_fault(entry, fault)
            go_by_now(entry, fault, row.version)
        else:
            messages.success(request, _("It is saved."))
            return redirect("outreach", slug)
    context = {
        "team": team,
        "entry": entry,
        "row": row,
        "line": lines_of([row], timezone.localdate())[0],
        "may_write": may_write,
    }
    return render(request, "outreach/form.html", context, status=422 if entry and entry.errors else 200)


@require_POST
def taken_back(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """Taken away; or as it was before the last change, as the button says."""
    actor, team = enter_team(request, slug, ACT)
    outreach_of(actor, team, series)
    is_undo = request.POST.get("act") == "undo"
    do = undo_outreach if is_undo else remove_outreach
    try:
        row = do(
            actor=actor, team=team, series=series, expected_version=id_in(request.POST.get("version", ""))
        )
    except StaleOutreach:
        messages.error(
            request, _("Somebody else has changed this meanwhile. Look at it, and choose once more.")
        )
        return redirect("outreach_one", slug, series)
    said = _("It is taken away. You can bring it back here.") if row.is_removed else _("It is as it was.")
    messages.success(request, said)
    return redirect("outreach_one", slug, series)


def add_fault(entry: forms.Form, fault: Refused) -> None:
    name = getattr(fault, "field", "")
    entry.add_error(name if name in entry.fields else None, str(fault))


def go_by_now(entry: forms.Form, fault: Refused, version: int) -> None:
    """Compared and saved again, a stale form goes by what holds now."""
    if isinstance(fault, StaleOutreach):
        entry.data = entry.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        entry.data["version"] = str(version)  # type: ignore[index]  # as above


def _entry(
    request: ActingRequest, team: Team, initial: dict[str, Any], row: OutreachActivity | None = None
) -> OutreachEntry:
    """With those who work in the team and the employers to choose among, and who stands there already."""
    staff = {one.user_id: one.name for one in staff_of(team.pk) if one.role in STAFF_ROLES}
    gone = [user_id for user_id in (row.user_ids if row else []) if user_id not in staff]
    kept = row.employer_id if row else None
    employers = [
        (one.employer_id, one.name)
        for one in employers_of(team)
        if one.status != EmployerStatus.GONE or one.employer_id == kept
    ]
    if kept is not None and kept not in dict(employers):
        employers.append((kept, (row.with_whom if row else "") or _("The employer chosen before")))
    return OutreachEntry(
        request.POST if request.method == "POST" else None,
        staff=[*staff.items(), *((user_id, _("Somebody who has left the team")) for user_id in gone)],
        employers=employers,
        initial=initial,
    )
