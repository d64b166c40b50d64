"""What a coach sees to: whether the participant can log in, links to give, and what has been sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.follow_ups.talks.for_participant import talks_among
from samsteg.participants.own_access.enums import Closed, MessageKind
from samsteg.participants.own_access.links import links_of, make_link, revoke_link, why_no_link_of
from samsteg.participants.own_access.opening import why_closed
from samsteg.participants.own_access.selectors import handle_message, messages_of
from samsteg.today.next_meeting import next_to_decline
from samsteg.web.own.entering import providers_with_number
from samsteg.web.own.forms import LinkEntry
from samsteg.web.own.shown import shown_message
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest

ACT = "own_access.write"
PLACE = "page:own-access"


def enter_own_access(request: ActingRequest, slug: str, person_id: int) -> Entered:
    """As `enter_person`, for the team's own staff."""
    entered = enter_person(request, slug, person_id, ACT)
    if not entered.is_staff:
        raise NotVisible
    return entered


@never_cache
@require_safe
def own_access(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_own_access(request, slug, person_id)
    return _page(request, entered, LinkEntry())


def _page(
    request: ActingRequest, entered: Entered, form: LinkEntry, *, link: str = "", status: int = 200
) -> HttpResponse:
    team, person_id = entered.team, entered.person_id
    log_of_person(entered, ReadKind.VIEW, PLACE)
    sent = [shown_message(one) for one in messages_of(team, person_id)]
    context = {
        "team": team,
        "person": entered,
        "tabs": entered.tabs(""),
        "closed": _why_closed(entered),
        "address": _place(request, reverse("own_home")),
        "why_no_link": why_no_link_of(team, person_id),
        "form": form,
        "link": link,
        "links": links_of(team, person_id),
        "sent": sent,
        "talks": talks_among(team, person_id, [one.meeting_series for one in sent if one.meeting_series]),
    }
    return render(request, "own/staff.html", context, status=status)


def _why_closed(entered: Entered) -> str:
    """Empty where the participant can log in."""
    found = why_closed(entered.team.pk, entered.person_id)
    if found is None and not providers_with_number():
        found = Closed.NO_PROVIDER
    return str(found.label) if found else ""


@never_cache
@require_POST
def make(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The link is told on the page that answers, and stored nowhere."""
    entered = enter_own_access(request, slug, person_id)
    form = LinkEntry(request.POST)
    if form.is_valid():
        kind = MessageKind(form.cleaned_data["kind"])
        series = None if kind is MessageKind.ANSWER else next_to_decline(entered.team, person_id)
        try:
            if kind is MessageKind.CANNOT_COME and series is None:
                raise Refused(_("There is no booked meeting ahead. Book it first."))
            token = make_link(
                actor=entered.actor, team=entered.team, person_id=person_id, kind=kind, meeting_series=series
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, entered, LinkEntry(), link=_address(request, form, token))
    return _page(request, entered, form, status=422)


def _address(request: ActingRequest, form: LinkEntry, token: str) -> str:
    path = reverse("own_link", args=[form.cleaned_data["edition"]])
    return f"{_place(request, path)}#{token}"


def _place(request: ActingRequest, path: str) -> str:
    """From the settings, never from what the browser claims, in production."""
    return settings.SAMSTEG_ADDRESS + path if settings.SAMSTEG_ADDRESS else request.build_absolute_uri(path)


@never_cache
@require_POST
def revoke(request: ActingRequest, slug: str, person_id: int, link_id: int) -> HttpResponse:
    entered = enter_own_access(request, slug, person_id)
    revoke_link(actor=entered.actor, team=entered.team, person_id=person_id, link_id=link_id)
    messages.success(request, _("The link can't be used any more."))
    return redirect("own_access", slug, person_id)


@never_cache
@require_POST
def done(request: ActingRequest, slug: str, person_id: int, message_id: int) -> HttpResponse:
    entered = enter_own_access(request, slug, person_id)
    handle_message(actor=entered.actor, team=entered.team, person_id=person_id, message_id=message_id)
    messages.success(request, _("Taken care of. It stays here on the participant's page."))
    return redirect("own_access", slug, person_id)
