"""The team's referrals: what waits, what has become of the others, and all of it in Excel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.policies import may, require
from samsteg.core.actor import Actor
from samsteg.exchange.identity import read_personnummer
from samsteg.exchange.issues import CellError
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice, takes_numbers
from samsteg.participants.referrals.drafts import own_draft
from samsteg.participants.referrals.listing import referrals_by_number
from samsteg.participants.referrals.selectors import waiting_calls
from samsteg.web.downloads import attachment
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.searching import number_in, search_of, searched
from samsteg.web.lists.sheet import file_of
from samsteg.web.referrals.listing import LIST, about, called, referral_page, referrals_for_file
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def referrals(request: ActingRequest, slug: str) -> HttpResponse:
    """What waits for the team, the oldest first; by chips the others. POST is a search."""
    actor, team = enter_team(request, slug, "referrals.view")
    if request.method == "POST":
        number = number_in(request.POST.get("q", ""))
        return _by_number(request, actor, team, number) if number else _searched(request)
    asked = asked_of(LIST.frame, request.GET)
    search = search_of(request, asked)
    found = referral_page(actor, team, asked, search or "")
    context = {
        "team": team,
        "referrals": found,
        "list": found.page,
        "rows": [(one, called(one), cells) for one, cells in found.page.rows],
        "calls": waiting_calls(actor=actor, team=team),
        "is_forgotten": search is None,
        "has_draft": bool(own_draft(actor, team)),
        "may_ask": may(actor, "referrals.questions", team),
        "may_export": may(actor, "participants.export", team),
        "takes_numbers": takes_numbers(team),
        "form_is_open": rules_at(team.pk)[RuleName.PUBLIC_REFERRAL] == ON,
    }
    return render(request, "referrals/inbox.html", context)


def _searched(request: ActingRequest) -> HttpResponse:
    return searched(request, LIST.frame, request.path)


def _by_number(request: ActingRequest, actor: Actor, team: Team, typed: str) -> HttpResponse:
    """Straight to the referral: the number is kept nowhere, neither in the address nor in the session."""
    if not takes_numbers(team):
        messages.info(request, _("The team keeps no identity numbers. Search by name."))
        return redirect("referrals", team.slug)
    try:
        number = read_personnummer(typed, timezone.localdate()).number
    except CellError:
        messages.info(request, _("The identity number isn't valid. Check it against its source."))
        return redirect("referrals", team.slug)
    found = referrals_by_number(actor=actor, team=team, number=number)
    if not found:
        messages.info(request, _("No referral that you see has that identity number."))
        return redirect("referrals", team.slug)
    return redirect("referral", team.slug, found[0])


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of what is asked for, also those that the page has not got to yet."""
    actor, team = enter_team(request, slug, "participants.export")
    require(actor, "referrals.view", team)
    asked, today = asked_of(LIST.frame, request.GET), timezone.localdate()
    search = search_of(request, asked)
    if search is None:  # never more than what was asked for
        return redirect(reverse("referrals", args=[team.slug]) + asked.query())
    found = referrals_for_file(actor, team, asked, search)
    content = file_of(
        _("Referrals"), LIST, found, asked, search, about(team, today), is_practice=is_practice(team)
    )
    return attachment(content, f"{team.slug}-uppdrag-{today}.xlsx")
