"""The first page: the teams where one works, those one answers for, and what steering and offices may read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from samsteg.access.enums import Office, Role
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.web.officer.entering import governed_teams
from samsteg.web.requests import ActingRequest, signed_in
from samsteg.web.teams import teams_of


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Somebody with one team, and nothing else, goes straight to it; so does a referrer to the own referrals."""
    actor = signed_in(request)
    teams, governed, read_only = teams_of(actor), governed_teams(actor), _read_only(actor)
    if len(teams) == 1 and not governed and not read_only:
        return redirect("today", slug=teams[0].slug)
    if len(governed) == 1 and not teams and not read_only:
        return redirect("officer_staff", slug=governed[0].slug)
    refers_to, is_system_admin = _named(actor, Role.REFERRER), actor.has_office(Office.SYSTEM_ADMIN)
    if len(refers_to) == 1 and not (teams or governed or read_only or is_system_admin):
        return redirect("my_referrals", slug=refers_to[0].slug)
    context = {
        "teams": teams,
        "governed": governed,
        "read_only": read_only,
        "refers_to": refers_to,
        "is_system_admin": is_system_admin,
    }
    return render(request, "home.html", context)


def _read_only(actor: Actor) -> list[Team]:
    """Teams whose published reports the actor may read: of the own association, or as steering group."""
    steered = [team_id for team_id, roles in actor.outer_roles.items() if Role.STEERING in roles]
    found = Team.objects.filter(association_id__in=actor.association_ids) | Team.objects.filter(
        pk__in=steered
    )
    return list(found.order_by("name"))


def _named(actor: Actor, role: Role) -> list[Team]:
    wanted = [team_id for team_id, roles in actor.outer_roles.items() if role in roles]
    return list(Team.objects.filter(pk__in=wanted).order_by("name")) if wanted else []
