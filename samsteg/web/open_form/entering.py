"""The way in to a team's open form, in one of three editions, without anybody being signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from samsteg.access.consent_enums import Edition
from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.core.context import public_form
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.web.open_form.words import EDITIONS, LANGUAGES, NAMES
from samsteg.web.requests import ActingRequest

View = Callable[..., HttpResponse]


def open_page(view: View) -> View:
    """For anybody, in the edition's language; 404 where the controller has not decided on an open form."""

    @wraps(view)
    def answer(request: ActingRequest, slug: str, edition: str, **kwargs: Any) -> HttpResponse:
        if edition not in EDITIONS:
            raise NotVisible
        team = open_team(slug)
        with translation.override(LANGUAGES[EDITIONS[edition]]):
            return view(request, team, edition, **kwargs)

    made: View = login_not_required(never_cache(answer))
    return made


def open_team(slug: str) -> Team:
    """Raises NotVisible, alike for a team that isn't and one whose form is closed."""
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise NotVisible
    with public_form(team.pk):
        if rules_at(team.pk)[RuleName.PUBLIC_REFERRAL] != ON:
            raise NotVisible
    return team


def page(
    request: ActingRequest,
    template: str,
    team: Team,
    edition: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    here: tuple[str, dict[str, str]] = ("open_form", {}),
) -> HttpResponse:
    """`here` is this page's name and what else its address holds: the other editions are offered there."""
    name, more = here
    around = {
        "team": team,
        "edition": edition,
        "is_easy": EDITIONS[edition] == Edition.EASY,
        "editions": [
            (
                reverse(name, kwargs={"slug": team.slug, "edition": code, **more}),
                language,
                label,
                code == edition,
            )
            for code, language, label in NAMES
        ],
        "is_practice": settings.SAMSTEG_PRACTICE_ONLY,
        "base": "open_form/base.html",
    }
    return render(request, template, {**context, **around}, status=status)
