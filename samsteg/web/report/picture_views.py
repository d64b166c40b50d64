"""Pictures under a sub-heading: saving what is typed about them, moving one, taking one away and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samsteg.reports.picture_services import (
    Step,
    bring_back_picture,
    move_picture,
    take_away_picture,
)
from samsteg.reports.pictures import own_pictures
from samsteg.reports.selectors import report_for
from samsteg.statistics.values import Period
from samsteg.web.report.loading import SectionRequest, number_of, open_report, section_page
from samsteg.web.report.picture_desk import Desk, Spot, save, sent_desk
from samsteg.web.report.returning import back_to
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

STEPS: dict[str, Step] = {"up": -1, "down": 1}


@never_cache
@require_POST
def pictures(request: ActingRequest, slug: str, period: Period, place: str) -> HttpResponse:
    """Saves all that is typed about the sub-heading's pictures; another button moves one or takes one away as well."""
    actor, team = enter_team(request, slug, "report.write")
    report_for(actor, team, period)
    number = number_of(team, period, place)
    spot = Spot(actor, team, period, place)
    if "bring_back" in request.POST:
        return _brought_back(request, spot, number)
    leaving = id_in(request.POST.get("take_away", ""))
    if leaving:
        take_away_picture(actor=actor, team=team, period=period, picture_id=leaving)
    desk = sent_desk(spot, own_pictures(actor, team, period).get(place, ()), request, leaving)
    saved = save(desk)
    if saved is None:
        return _faulty(request, desk, number)
    if leaving:
        return back_to(slug, period, number, place, bild=place, borttagen=str(leaving))
    for button, step in STEPS.items():
        if moving := id_in(request.POST.get(button, "")):
            move_picture(actor=actor, team=team, period=period, picture_id=moving, step=step)
            return back_to(slug, period, number, place, bild=place)
    messages.success(request, _told(saved))
    return back_to(slug, period, number, place)


def _brought_back(request: ActingRequest, spot: Spot, number: int) -> HttpResponse:
    bring_back_picture(
        actor=spot.actor,
        team=spot.team,
        period=spot.period,
        picture_id=id_in(request.POST.get("bring_back", "")),
    )
    messages.success(request, _("The picture is back in the report."))
    return back_to(spot.team.slug, spot.period, number, spot.place, bild=spot.place)


def _faulty(request: ActingRequest, desk: Desk, number: int) -> HttpResponse:
    spot = desk.spot
    opened = open_report(spot.actor, spot.team, spot.period, number)
    page = section_page(opened, SectionRequest(number, desk=desk))
    return render(request, "report/section.html", page, status=409 if desk.is_stale else 422)


def _told(saved: int) -> str:
    return (
        _("The pictures are saved in the report.")
        if saved
        else _("Nothing had been changed, so nothing was saved.")
    )
