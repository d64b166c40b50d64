"""The plan for the person: as a page to show or print, and as PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.consent_enums import Edition
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.organisation.selectors import is_practice
from samsteg.participants.plans.selectors import plan_of
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import Entered, log_of_person
from samsteg.web.participants.plan.entering import enter_plan, frame
from samsteg.web.participants.plan.paper import PaperPlan, document, paper_plan
from samsteg.web.requests import ActingRequest


@never_cache
@require_safe
def page(request: ActingRequest, slug: str, person_id: int, edition: str) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    paper = _paper(entered, edition)
    log_of_person(entered, ReadKind.VIEW, "page:plan-paper")
    context = {**frame(entered), "paper": paper, "edition": edition, "editions": Edition.choices}
    return render(request, "plan/paper.html", context)


@never_cache
@require_safe
def pdf(request: ActingRequest, slug: str, person_id: int, edition: str) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    paper = _paper(entered, edition)
    log_of_person(entered, ReadKind.PRINT, "page:plan-pdf")
    content = render_pdf(document(paper, is_practice=is_practice(entered.team)))
    return attachment(content, f"min-plan-{paper.day}.pdf")


def _paper(entered: Entered, edition: str) -> PaperPlan:
    if edition not in Edition.values:
        raise NotVisible
    return paper_plan(
        plan_of(entered.actor, entered.team, entered.person_id),
        edition=Edition(edition),
        person=entered.title,
        team=entered.team.name,
        today=timezone.localdate(),
    )
