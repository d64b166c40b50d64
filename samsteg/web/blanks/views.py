"""All blanks of the team on one page, each in three editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.consent_enums import Edition
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.participants.referrals.questions import questions_at
from samsteg.reports.document import Document
from samsteg.reports.render import render_pdf
from samsteg.web.blanks.contents import PAPERS
from samsteg.web.blanks.papers import blank_document
from samsteg.web.downloads import attachment
from samsteg.web.participants.consents.blank import blank_form, blank_of_team
from samsteg.web.referrals.blank import Blank, blank_referral
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

REFERRAL, CONSENT = "uppdrag", "samtycke"


@dataclass(frozen=True, slots=True)
class Offered:
    key: str
    title: str
    about: str


@never_cache
@require_safe
def blanks(request: ActingRequest, slug: str) -> HttpResponse:
    _actor, team = enter_team(request, slug)
    context = {"team": team, "offered": list(_offered()), "editions": Edition.choices}
    return render(request, "blanks/blanks.html", context)


def _offered() -> Iterator[Offered]:
    yield Offered(REFERRAL, _("Referral form"), _("With the team's own questions."))
    for key, paper in PAPERS.items():
        yield Offered(key, str(paper.title), str(paper.about))
    yield Offered(CONSENT, _("Consent"), _("The wording that the controller has approved."))


@never_cache
@require_safe
def blank(request: ActingRequest, slug: str, key: str, edition: str) -> HttpResponse:
    """Names nobody, so it isn't logged. Raises NotVisible for a blank or an edition that there isn't."""
    _actor, team = enter_team(request, slug)
    if edition not in Edition.values:
        raise NotVisible
    content = render_pdf(_document(team, key, Edition(edition)))
    return attachment(content, f"{key}-{edition}.pdf")


def _document(team: Team, key: str, edition: Edition) -> Document:
    today = timezone.localdate()
    if key == CONSENT:
        return blank_form(blank_of_team(team, edition))
    if key == REFERRAL:
        asked = questions_at(team.pk)
        return blank_referral(Blank(team.name, edition, asked, is_practice(team), today))
    if key not in PAPERS:
        raise NotVisible
    return blank_document(
        PAPERS[key], edition=edition, team=team.name, is_practice=is_practice(team), today=today
    )
