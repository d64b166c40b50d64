"""Enquiries counted without names: a form and the period's rows on one page, one of them to change or take away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samsteg.access.policies import may
from samsteg.core.errors import Refused
from samsteg.governance.outreach.records import StaleOutreach
from samsteg.governance.outreach.selectors import enquiries_of, enquiry_of, span_of
from samsteg.governance.outreach.services import (
    ACT,
    change_enquiries,
    count_enquiries,
    remove_enquiries,
    undo_enquiries,
)
from samsteg.web.list_address import PAGE
from samsteg.web.outreach.forms import EnquiryEntry, initial_of_enquiry
from samsteg.web.outreach.pages import period_context, state_of
from samsteg.web.outreach.views import GET_AND_POST, VIEW, add_fault, go_by_now
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team


@never_cache
@GET_AND_POST
def enquiries(request: ActingRequest, slug: str) -> HttpResponse:
    is_post = request.method == "POST"
    actor, team = enter_team(request, slug, ACT if is_post else VIEW)
    state, form = state_of(request.GET)
    entry = EnquiryEntry(request.POST if is_post else None, initial={"on_day": timezone.localdate()})
    if is_post and entry.is_valid():
        try:
            count_enquiries(
                actor=actor, team=team, values=entry.values(), series=entry.cleaned_data["series"]
            )
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("It is counted."))
            return redirect("outreach_enquiries", slug)
    asked = state.asked
    rows, total = enquiries_of(actor, team, asked.first, asked.last, asked.count)
    context = {
        "team": team,
        "entry": entry,
        "form": form,
        **period_context(asked, span_of(actor, team)),
        "rows": rows,
        "total": total,
        "next_query": state.query(count=asked.count + PAGE) if total > len(rows) else "",
        "may_write": may(actor, ACT, team),
    }
    return render(request, "outreach/enquiries.html", context, status=422 if entry.errors else 200)


@never_cache
@GET_AND_POST
def enquiry(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    row = enquiry_of(actor, team, series)
    entry = EnquiryEntry(request.POST if request.method == "POST" else None, initial=initial_of_enquiry(row))
    if request.method == "POST" and entry.is_valid():
        try:
            change_enquiries(
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
            return redirect("outreach_enquiries", slug)
    context = {"team": team, "entry": entry, "row": row}
    return render(request, "outreach/enquiry.html", context, status=422 if entry.errors else 200)


@require_POST
def enquiry_taken_back(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    enquiry_of(actor, team, series)
    do = undo_enquiries if request.POST.get("act") == "undo" else remove_enquiries
    try:
        row = do(
            actor=actor, team=team, series=series, expected_version=id_in(request.POST.get("version", ""))
        )
    except StaleOutreach:
        messages.error(
            request, _("Somebody else has changed this meanwhile. Look at it, and choose once more.")
        )
    else:
        said = _("It is taken away. You can bring it back here.") if row.is_removed else _("It is as it was.")
        messages.success(request, said)
    return redirect("outreach_enquiry", slug, series)
