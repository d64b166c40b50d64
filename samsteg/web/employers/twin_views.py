"""One employer under several names: twins made one, and names in placements that the register hasn't claimed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.core.errors import Refused
from samsteg.placements.employers.selectors import employer_of, employers_of
from samsteg.placements.employers.services import ACT, merge_employers, name_also, split_employers
from samsteg.web.employers.forms import MergeEntry
from samsteg.web.employers.views import add_fault
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    """The employer is the same as another one, which it is read as from now on."""
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    one = employer_of(team, employer_id)
    others = [(row.employer_id, row.name) for row in employers_of(team) if row.employer_id != employer_id]
    entry = MergeEntry(request.POST if request.method == "POST" else None, others)
    if request.method == "POST" and entry.is_valid():
        try:
            into = merge_employers(
                actor=actor, team=team, employer_id=employer_id, into_id=int(entry.cleaned_data["into"])
            )
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("The two are one now. You can divide them again on this page."))
            return redirect("employer", slug, into.pk)
    context = {"team": team, "one": one, "entry": entry, "has_others": bool(others)}
    return render(request, "employers/merge.html", context, status=422 if entry.errors else 200)


@never_cache
@require_POST
def split(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    """Undoes a merge."""
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    row = split_employers(actor=actor, team=team, employer_id=employer_id)
    messages.success(request, _("%(name)s stands by itself again.") % {"name": row.name})
    return redirect("employer", slug, row.pk)


@never_cache
@require_POST
def name(request: ActingRequest, slug: str) -> HttpResponse:
    """A name in placements means an employer that is in the register already."""
    actor, team = enter_team(request, slug, ACT)
    try:
        made = name_also(
            actor=actor,
            team=team,
            employer_id=id_in(request.POST.get("employer", "")),
            name=request.POST.get("name", ""),
        )
    except Refused as fault:
        messages.error(request, str(fault))
        return redirect("employers", slug)
    messages.success(request, _("The name is the employer's from now on."))
    return redirect("employer", slug, made.employer_id)
