"""The team's own questions, edited by the team lead; and the form as a page to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.consent_enums import Edition
from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.participants.referrals.questions import (
    MOST_QUESTIONS,
    QuestionsRefused,
    questions_at,
    save_questions,
    versions_of,
)
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.referrals.blank import Blank, blank_referral
from samsteg.web.referrals.question_forms import DayEntry, QuestionEntry, entries
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: ActingRequest, slug: str) -> HttpResponse:
    """What the form asks. Saved as a new version from a day on: what has been answered keeps its questions."""
    act = "referrals.questions" if request.method == "POST" else "referrals.view"
    actor, team = enter_team(request, slug, act)
    posted: Mapping[str, Any] | None = request.POST if request.method == "POST" else None
    versions = versions_of(actor=actor, team=team)
    newest = versions[0] if versions else questions_at(team.pk)
    day = DayEntry(posted, initial={"valid_from": timezone.localdate(), "version": newest.version})
    asked = entries(posted, newest.questions)
    if posted is not None and _saved(request, actor, team, day, asked):
        return redirect("referral_questions", team.slug)
    context = {
        "team": team,
        "entries": asked,
        "day": day,
        "now": questions_at(team.pk),
        "newest": newest,
        "versions": versions,
        "may_write": may(actor, "referrals.questions", team),
        "most": MOST_QUESTIONS,
        "editions": Edition.choices,
    }
    has_faults = bool(day.errors or any(one.errors for one in asked))
    return render(request, "referrals/questions.html", context, status=422 if has_faults else 200)


def _saved(
    request: ActingRequest, actor: Actor, team: Team, day: DayEntry, asked: list[QuestionEntry]
) -> bool:
    valid = [one.is_valid() for one in asked]
    if not (day.is_valid() and all(valid)):
        return False
    told = [(at, one) for at, entry in enumerate(asked) if (one := entry.question()) is not None]
    try:
        save_questions(
            actor=actor,
            team=team,
            questions=[one for _at, one in told],
            valid_from=day.cleaned_data["valid_from"],
            expected_version=day.cleaned_data["version"],
        )
    except QuestionsRefused as refusal:
        if refusal.number:
            asked[told[refusal.number - 1][0]].add_error("plain", str(refusal))
        else:
            day.add_error(None, str(refusal))
        return False
    messages.success(request, _("The questions are saved. Referrals already written keep theirs."))
    return True


@never_cache
@require_GET
def blank(request: ActingRequest, slug: str, edition: str) -> HttpResponse:
    """The form to print and write by hand. Names nobody."""
    _actor, team = enter_team(request, slug, "referrals.view")
    return blank_file(team, edition, is_practice=is_practice(team))


def blank_file(team: Team, edition: str, *, is_practice: bool) -> HttpResponse:
    """Raises NotVisible for an edition that isn't."""
    if edition not in Edition.values:
        raise NotVisible
    form = Blank(
        team=team.name,
        edition=Edition(edition),
        asked=questions_at(team.pk),
        is_practice=is_practice,
        today=timezone.localdate(),
    )
    return attachment(render_pdf(blank_referral(form)), f"uppdragsblankett-{edition}.pdf")
