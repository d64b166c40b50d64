"""What the coach shows the participant on the own screen: no menu, no names of others, one way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.consent_enums import Edition
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.participants.plans.selectors import plan_of
from samsteg.web.context_processors import Shell
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.plan.paper import paper_plan
from samsteg.web.participants.who_knows.page import who_knows
from samsteg.web.requests import ActingRequest

SHOWN = 12


@never_cache
@require_safe
def plan(request: ActingRequest, slug: str, person_id: int, edition: str) -> HttpResponse:
    entered = _enter(request, slug, person_id, "participants.view")
    if edition not in Edition.values:
        raise NotVisible
    paper = paper_plan(
        plan_of(entered.actor, entered.team, person_id),
        edition=Edition(edition),
        person=entered.title,
        team=entered.team.name,
        today=timezone.localdate(),
    )
    log_of_person(entered, ReadKind.VIEW, "page:plan-shown")
    context = {"paper": paper, "editions": Edition.choices, "edition": edition}
    return _show(request, "own/show_plan.html", entered, "plan", context)


@never_cache
@require_safe
def knows(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = _enter(request, slug, person_id, "who_knows.view")
    shown = None if request.GET.get("alla") == "1" else SHOWN
    found = who_knows(entered.team, person_id, entered.title, shown=shown)
    log_of_person(entered, ReadKind.VIEW, "page:who-knows-shown")
    return _show(request, "own/show_who_knows.html", entered, "who_knows", {"page": found})


def _enter(request: ActingRequest, slug: str, person_id: int, act: str) -> Entered:
    entered = enter_person(request, slug, person_id, act)
    if not entered.is_staff:
        raise NotVisible
    return entered


def _show(
    request: ActingRequest, template: str, entered: Entered, back: str, context: dict[str, Any]
) -> HttpResponse:
    """Without the frame of the team's pages."""
    around = {
        "shell": Shell(),
        "team": entered.team,
        "person": entered,
        "back": reverse(back, args=[entered.team.slug, entered.person_id]),
    }
    return render(request, template, {**context, **around})
