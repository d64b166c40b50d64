"""The form to sign, and the list of consents that run out."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from samsteg.access.consent_enums import Edition
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.errors import NotVisible
from samsteg.participants.running_out import MOST, refusals_by_year, running_out
from samsteg.people.enums import Sex
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.participants.consents.blank import blank_form, blank_of_team
from samsteg.web.participants.consents.entering import enter_consents
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_GET
def blank(request: ActingRequest, slug: str, person_id: int, edition: str) -> HttpResponse:
    """Names nobody: the participant writes the name by hand."""
    if edition not in Edition.values:
        raise NotVisible
    entered = enter_consents(request, slug, person_id, "consents.view", "page:consent-form")
    form = blank_of_team(entered.team, Edition(edition))
    return attachment(render_pdf(blank_form(form)), f"samtyckesblankett-{edition}.pdf")


@never_cache
@require_GET
def ending(request: ActingRequest, slug: str) -> HttpResponse:
    """Those that run out within 30 days, and those that lately have."""
    actor, team = enter_team(request, slug, "consents.view")
    found = running_out(actor=actor, team=team)
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids={one.person_id for one in found},
        kind=ReadKind.LIST,
        place="page:consents-ending",
    )
    counted = refusals_by_year(team)
    context = {
        "team": team,
        "soon": [one for one in found if not one.is_over],
        "over": [one for one in found if one.is_over],
        "is_cut": len(found) == MOST,
        "sexes": [sex.label for sex in Sex],
        "refusals": None if counted is None else [(year, _by_sex(of)) for year, of in counted.items()],
    }
    return render(request, "consents/ending.html", context)


def _by_sex(counted: Mapping[Sex, int]) -> list[tuple[object, int]]:
    return [(sex.label, number) for sex, number in counted.items()]
