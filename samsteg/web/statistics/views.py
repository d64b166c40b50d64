"""The statistics room, the people behind a figure, and the room's tables as an Excel file."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.policies import may
from samsteg.statistics.indicators import label
from samsteg.web.downloads import attachment
from samsteg.web.figures.reading import explained
from samsteg.web.list_address import number_in
from samsteg.web.requests import ActingRequest
from samsteg.web.statistics.excel import workbook
from samsteg.web.statistics.people import MOST_ROWS, group_names_in, known_code, people_behind
from samsteg.web.statistics.room import BUILDERS, Context, Room, enter_room
from samsteg.web.teams import enter_team


@require_safe
@never_cache
def room(request: ActingRequest, slug: str, part: str = "overview") -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.view")
    opened = enter_room(actor, team, request.GET, part)
    if opened.span is None:
        may_import = may(actor, "workbook.import", team)
        return render(request, "figures/empty.html", {"team": team, "may_import": may_import})
    return show_room(request, opened, part, {"ended_view": id_in(request.GET.get("ended", ""))})


def id_in(text: str) -> str:
    """An id of an address; anything else is nothing."""
    return text if text.isascii() and text.isdigit() and len(text) < 18 else ""


def show_room(
    request: ActingRequest, opened: Room, part: str, more: Context, *, status: int = 200
) -> HttpResponse:
    nothing_said = {"ended_view": "", "view_error": "", "view_name": "", "views": ""}
    context = {**nothing_said, **opened.frame(), **BUILDERS[part](opened), "part": part, **more}
    status = status if opened.form.is_valid() else 400
    return render(request, f"statistics/{part}.html", context, status=status)


@require_safe
@never_cache
def rows(request: ActingRequest, slug: str) -> HttpResponse:
    """Who is behind a figure: those that the reader may see, logged."""
    actor, team = enter_team(request, slug, "figures.rows")
    opened = enter_room(actor, team, request.GET)
    code = known_code(request.GET.get("code", "treated.count"))
    limit = number_in(request.GET.get("show"), highest=MOST_ROWS)
    name = label(code, request.LANGUAGE_CODE or "sv", group_names_in(code))
    found = people_behind(actor, team, opened.choices.period, code, limit, opened.choices.as_of)
    context = {
        "team": team,
        "choices": opened.choices,
        "notes": opened.notes if opened.choices.known else [],
        "code": code,
        "label": name,
        "found": found,
        "next_limit": limit * 2 if found.more else 0,
        "explained": [replace(one, label=name) for one in explained(code)],
    }
    return render(request, "statistics/rows.html", context)


@require_safe
@never_cache
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.view")
    opened = enter_room(actor, team, request.GET)
    period = opened.choices.period
    return attachment(workbook(opened), f"siffror-{team.slug}-{period.first}-{period.last}.xlsx")
