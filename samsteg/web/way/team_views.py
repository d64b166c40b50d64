"""The team's own flow chart, and its usual times."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.policies import may
from samsteg.core.errors import Refused
from samsteg.participants.way.selectors import counts_by_state
from samsteg.participants.way.settings import set_usual_times
from samsteg.participants.way.usual_times import usual_times
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.way.chart import chart
from samsteg.web.way.forms import UsualTimesForm


@never_cache
@require_safe
def flow(request: ActingRequest, slug: str) -> HttpResponse:
    """Numbers alone, of those the reader sees: nobody is named, so nobody is logged."""
    actor, team = enter_team(request, slug, "way.change")
    today = timezone.localdate()
    context = {
        "team": team,
        "boxes": chart(counts_by_state(actor=actor, team=team, on=today)),
        "times": usual_times(team, today),
        "may_set": may(actor, "team.settings", team),
    }
    return render(request, "way/flow.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def usual_times_page(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "team.settings")
    now = usual_times(team, timezone.localdate())
    first = {"trial_months": now.trial_months, "planned_months": now.planned_months}
    form = UsualTimesForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            set_usual_times(
                actor=actor, team=team, valid_from=form.cleaned_data["valid_from"], times=form.times()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It is proposed at each start from that day on."))
            return redirect("flow", slug)
    context = {"team": team, "form": form}
    return render(request, "way/usual_times.html", context, status=422 if form.errors else 200)
