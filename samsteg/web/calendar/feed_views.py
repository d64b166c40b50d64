"""The secret link to one's own calendar: made, renewed and ended on the account; read without being signed in."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.policies import may
from samsteg.access.selectors import actor_for
from samsteg.accounts.counters import count_up
from samsteg.accounts.lockout import address_of
from samsteg.accounts.models import User
from samsteg.activities.calendar.feeds import end_feed, feed_of, make_feed, open_feed
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import DAY
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Actor
from samsteg.core.context import set_context
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.web.calendar.feed import calendar_file
from samsteg.web.calendar.gathering import entries_between, without_names
from samsteg.web.refusals import not_found
from samsteg.web.requests import ActingRequest, signed_in

BEFORE: Final = 30  # days
AFTER: Final = 183
HOUR: Final = 3600
MOST_PER_ADDRESS: Final = 240  # in an hour: an office of forty, every ten minutes
MOST_UNKNOWN: Final = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_feed(request: ActingRequest) -> HttpResponse:
    """Whether there is a link, and buttons to make and end it. The link is told once, right after it was made."""
    actor = signed_in(request)
    link = ""
    if request.method == "POST" and request.POST.get("act") == "end":
        end_feed(actor=actor)
        messages.success(request, _("The link works no more."))
        return redirect("own_feed")
    if request.method == "POST":
        secret = make_feed(actor=actor, tells_groups=request.POST.get("groups") == "1")
        link = request.build_absolute_uri(reverse("feed", args=[secret]))
        if settings.SAMSTEG_ADDRESS:
            link = settings.SAMSTEG_ADDRESS + reverse("feed", args=[secret])
    context = {"feed": feed_of(actor=actor), "link": link}
    return render(request, "calendar/feed.html", context)


@login_not_required
@never_cache
@require_safe
def feed(request: ActingRequest, secret: str) -> HttpResponse:
    """For a calendar program. Unknown and ended links get the same 404; who has no team any more an empty calendar."""
    where = _digest(request)
    if count_up(f"feed:{where}", HOUR) > MOST_PER_ADDRESS:
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR)})
    try:
        user, tells_groups = open_feed(secret)
    except NotVisible:
        if count_up(f"feed-unknown:{where}", HOUR) > MOST_UNKNOWN:
            return HttpResponse(status=429, headers={"Retry-After": str(HOUR)})
        return not_found(request)  # not raised: a request that fails has not been counted
    if count_up(f"feed-read:{user.pk}", HOUR) == 1:  # once an hour tells enough
        log_sign_in(SignInEvent.FEED_READ, user_id=user.pk)
    with translation.override("sv"):
        content = calendar_file(_own_times(user, tells_groups=tells_groups), tells_groups=tells_groups)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="kalender.ics"'},
    )


def _own_times(user: User, *, tells_groups: bool) -> list[Entry]:
    """Of all the user's teams, with the roles that hold today; nobody is named. Names of groups are looked through as
    on the week's sheet: one may be older than the check, or than the person's time here.
    """
    actor: Actor = actor_for(user)
    set_context(actor)
    today = timezone.localdate()
    found: list[Entry] = []
    for team in Team.objects.filter(pk__in=actor.team_ids).order_by("pk"):
        if not may(actor, "calendar.view", team):
            continue
        span = (today - BEFORE * DAY, today + AFTER * DAY)
        own = [
            one
            for one in entries_between(actor, team, *span, names=False, free=False)
            if one.concerns(actor.user_id)
        ]
        found += without_names(actor, team, own) if tells_groups else own
    set_context(None)
    return found


def _digest(request: HttpRequest) -> str:
    """The address as a keyed digest: it counts, and tells nobody where somebody was."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"feed:{address_of(request)}".encode(), hashlib.sha256).hexdigest()
