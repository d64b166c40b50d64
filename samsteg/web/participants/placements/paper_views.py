"""Papers of a placement: the agreement to sign, and the employer's blank. Their names say nothing of the person."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.audit.enums import ReadKind
from samsteg.organisation.selectors import is_practice
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import enter_person, log_of_person
from samsteg.web.participants.placements.pages import read_one
from samsteg.web.participants.placements.papers import Paper, agreement_paper, blank_paper
from samsteg.web.participants.placements.views import ACT
from samsteg.web.requests import ActingRequest

PLACE = "page:placement-paper"


@never_cache
@require_safe
def agreement(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    paper = _paper(request, slug, person_id, series)
    return attachment(render_pdf(agreement_paper(paper)), f"overenskommelse-{paper.today}.pdf")


@never_cache
@require_safe
def blank(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    paper = _paper(request, slug, person_id, series)
    return attachment(render_pdf(blank_paper(paper)), f"avstamning-{paper.today}.pdf")


def _paper(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> Paper:
    entered = enter_person(request, slug, person_id, ACT)
    one = read_one(entered, series)
    log_of_person(entered, ReadKind.PRINT, PLACE)
    return Paper(
        team=entered.team.name,
        name="" if entered.is_protected else entered.title,
        one=one,
        today=timezone.localdate(),
        is_practice=is_practice(entered.team),
    )
