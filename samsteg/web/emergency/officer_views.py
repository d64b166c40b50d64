"""Who has the right to emergency access: the officer gives and ends it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.emergency import (
    emergency_rights,
    end_emergency_right,
    grant_emergency_right,
    staff_who_may_get,
)
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.web.emergency.forms import RightForm
from samsteg.web.officer.entering import enter_governed
from samsteg.web.requests import ActingRequest

ACT = "emergency.grant"
DAY = dt.timedelta(days=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    held = emergency_rights(actor=actor, team=team)
    taken = {one.user_id for one in held} | {actor.user_id}
    staff = [user for user in staff_who_may_get(team) if user.pk not in taken]
    form = RightForm(request.POST if request.method == "POST" else None, staff=staff)
    if request.method == "POST" and form.is_valid() and _granted(request, actor, team, form):
        return redirect("emergency_rights", slug=team.slug)
    context = {"team": team, "held": held, "form": form, "own_id": actor.user_id}
    return render(request, "emergency/rights.html", context, status=422 if form.errors else 200)


def _granted(request: ActingRequest, actor: Actor, team: Team, form: RightForm) -> bool:
    typed = form.cleaned_data
    last: dt.date | None = typed["last_day"]
    try:
        made = grant_emergency_right(
            actor=actor,
            team=team,
            user=typed["user"],
            valid_from=timezone.localdate(),
            valid_to=last + DAY if last else None,
        )
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("%(name)s has the right from today.") % {"name": made.user.shown_name})
    return True


@require_POST
def end(request: ActingRequest, slug: str, right_id: int) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    ended = end_emergency_right(actor=actor, team=team, right_id=right_id)
    messages.success(request, _("The right of %(name)s has ended.") % {"name": ended.user.shown_name})
    return redirect("emergency_rights", slug=team.slug)
