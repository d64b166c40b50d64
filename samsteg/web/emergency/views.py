"""Opening a participant in an emergency, and closing again. The address never says whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.emergency import close_emergency, open_emergencies, require_emergency_right
from samsteg.access.emergency_models import EmergencyOpening
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.emergency import open_by_own_id
from samsteg.web.emergency.forms import OpenForm
from samsteg.web.requests import ActingRequest
from samsteg.web.signing_in.step_up import confirm_first, recently_confirmed
from samsteg.web.teams import enter_team

ACT = "emergency.open"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: ActingRequest, slug: str) -> HttpResponse:
    """Without the right both the page and the form answer alike, whoever is in the team."""
    actor, team = enter_team(request, slug, ACT)
    require_emergency_right(actor, team)
    if not recently_confirmed(request):
        return confirm_first(request)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person_id = _opened(request, actor, team, form)
        if person_id is not None:
            return redirect(reverse("participant", args=[team.slug, person_id]))
    context = {"team": team, "form": form, "open": open_emergencies(actor, team.pk)}
    return render(request, "emergency/open.html", context, status=422 if form.errors else 200)


def _opened(request: ActingRequest, actor: Actor, team: Team, form: OpenForm) -> int | None:
    """The person to go to; None with the reason in the form."""
    try:
        found = open_by_own_id(actor=actor, team=team, **form.cleaned_data)
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error("own_id", str(refusal))
        return None
    if isinstance(found, EmergencyOpening):
        return found.person_id
    messages.info(request, _("You see the participant anyway, so nothing had to be opened."))
    return found


@require_POST
def close(request: ActingRequest, slug: str, opening_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    close_emergency(actor=actor, team=team, opening_id=opening_id)
    messages.success(request, _("The emergency access is closed."))
    return redirect("participants", slug=team.slug)
