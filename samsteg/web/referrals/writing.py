"""The team types in a referral that has come on paper, by telephone or in a talk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import takes_numbers
from samsteg.participants.referrals.drafts import drop_own_draft, keep_own_draft, own_draft
from samsteg.participants.referrals.questions import questions_at
from samsteg.participants.referrals.receiving import receive_from_team
from samsteg.web.referrals.wizard import CHECK, STEPS, Wizard, finish, walk
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActingRequest, slug: str, step: str) -> HttpResponse:
    """One step of five. What is typed is kept as the writer's own draft, right or wrong."""
    actor, team = enter_team(request, slug, "referrals.write")
    if step not in STEPS:
        raise NotVisible
    if "drop" in request.POST:
        drop_own_draft(actor=actor, team=team)
        messages.info(request, _("The draft is gone."))
        return redirect("referrals", team.slug)
    wizard = _wizard(actor, team)
    if step == CHECK:
        return _check(request, actor, wizard)

    def left() -> HttpResponse:
        messages.info(request, _("The draft is kept. Only you see it, for 14 days."))
        return redirect("referrals", team.slug)

    return walk(request, wizard, step, left=left)


def _wizard(actor: Actor, team: Team) -> Wizard:
    return Wizard(
        team=team,
        asked=questions_at(team.pk),
        typed=own_draft(actor, team),
        address=lambda step: reverse("write_referral", args=[team.slug, step]),
        keep=lambda typed: keep_own_draft(actor=actor, team=team, typed=typed),
        is_team=True,
        with_number=takes_numbers(team),
    )


def _check(request: ActingRequest, actor: Actor, wizard: Wizard) -> HttpResponse:
    return finish(
        request,
        wizard,
        places=("referrals", "referral"),
        drop=lambda: drop_own_draft(actor=actor, team=wizard.team),
        receive=lambda new: receive_from_team(actor=actor, team=wizard.team, new=new),
        receipt=_("The referral is saved."),
    )
