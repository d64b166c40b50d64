"""The controller officer names who may open a protected person, whom the officer knows by a reference alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.models import NamedStaff
from samsteg.access.protection import (
    end_naming,
    name_staff,
    named_now,
    opened_by_nobody,
    possible_staff,
    protections_now,
)
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.web.officer.entering import enter_governed
from samsteg.web.officer.protected_forms import NamingForm
from samsteg.web.requests import ActingRequest

DAY = dt.timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def protected(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, "protection.name")
    rows = list(protections_now(team.pk).order_by("-pk"))
    staff = [one for one in possible_staff(team.pk) if one.pk != actor.user_id]
    form = NamingForm(request.POST if request.method == "POST" else None, protected=rows, staff=staff)
    if request.method == "POST" and _named(request, actor, team, form):
        return redirect("officer_protected", slug=team.slug)
    named: dict[int, list[NamedStaff]] = defaultdict(list)
    for one in named_now(team.pk).select_related("user").order_by("pk"):
        named[one.person_id].append(one)
    alone = set(opened_by_nobody(team.pk).values_list("person_id", flat=True))
    context = {
        "team": team,
        "form": form,
        "rows": [(row, named[row.person_id], row.person_id in alone) for row in rows],
        "alone_count": len(alone),
    }
    return render(request, "officer/protected.html", context, status=422 if form.errors else 200)


def _named(request: ActingRequest, actor: Actor, team: Team, form: NamingForm) -> bool:
    """Whether somebody is named; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        made = name_staff(
            actor=actor,
            team=team,
            person_id=int(typed["person"]),
            user_id=int(typed["user"]),
            valid_to=typed["last_day"] + DAY if typed["last_day"] else None,
        )
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    said = {"name": made.user.shown_name, "reference": made.person_id}
    messages.success(request, _("%(name)s may open the participant with reference %(reference)d.") % said)
    return True


@require_POST
def end(request: ActingRequest, slug: str, naming_id: int) -> HttpResponse:
    """From the next request on."""
    actor, team = enter_governed(request, slug, "protection.name")
    end_naming(actor=actor, team=team, naming_id=naming_id)
    messages.success(request, _("It has ended."))
    return redirect("officer_protected", slug=team.slug)
