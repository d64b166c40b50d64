"""Keeping a view of the room under a name, taking it away, and bringing it back."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samsteg.core.errors import PermissionRefused, Refused
from samsteg.statistics.saved_views import bring_back_view, end_view, kept_query, save_view
from samsteg.web.requests import ActingRequest
from samsteg.web.statistics.room import PARTS, enter_room
from samsteg.web.statistics.views import show_room
from samsteg.web.teams import enter_team


@require_POST
def save(request: ActingRequest, slug: str) -> HttpResponse:
    """A name that can't be shows the same room again, with the name as typed."""
    actor, team = enter_team(request, slug, "figures.view")
    name, query = request.POST.get("name", ""), kept_query(request.POST.get("query", ""))
    part = _part(query)
    try:
        view = save_view(actor=actor, team=team, name=name, query=query)
    except PermissionRefused:
        raise
    except Refused as refusal:
        opened = enter_room(actor, team, QueryDict(query).dict())
        if opened.span is None:
            raise
        return show_room(request, opened, part, {"view_error": str(refusal), "view_name": name}, status=422)
    messages.success(request, _("“%(name)s” is saved. You find it under Saved views.") % {"name": view.name})
    return redirect(f"{reverse(PARTS[part], args=[team.slug])}?{view.query}")


def _part(query: str) -> str:
    """The part of the room that a view was saved in; what the address says wrongly is the first."""
    part = dict(parse_qsl(query)).get("part", "")
    return part if part in PARTS else "overview"


@require_POST
def end(request: ActingRequest, slug: str, view_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.view")
    view = end_view(actor=actor, team=team, view_id=view_id)
    return redirect(f"{reverse('statistics', args=[team.slug])}?{view.query}&ended={view.pk}#vyer")


@require_POST
def bring_back(request: ActingRequest, slug: str, view_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "figures.view")
    view = bring_back_view(actor=actor, team=team, view_id=view_id)
    messages.success(request, _("“%(name)s” is back.") % {"name": view.name})
    return redirect(f"{reverse('statistics', args=[team.slug])}?{view.query}")
