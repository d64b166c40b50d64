"""The officer's review of the read log: the months, what is to be looked at in one, and what it came to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.log_review import (
    PAGE,
    Asked,
    decide_review,
    draw_last_month,
    item_to_review,
    items_of_month,
    months_reviewed,
    names_by_id,
    who_saw_what,
)
from samsteg.audit.models import ReadEntry, ReviewDecision, ReviewItem
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.review_names import own_ids_in_review
from samsteg.web.log_review.forms import DecisionForm
from samsteg.web.log_review.rows import PLACE, log_rows
from samsteg.web.log_review.words import person_words, when_words
from samsteg.web.officer.entering import enter_governed
from samsteg.web.requests import ActingRequest

ACT = "log.review"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to look at, in words. `is_own`: the officer's own reads, for another officer."""

    item: ReviewItem
    when: str
    reader: str
    whom: str
    decisions: list[tuple[ReviewDecision, str]]
    is_own: bool


@never_cache
@require_safe
def months(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    found = months_reviewed(actor=actor, team=team)
    last = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    context = {
        "team": team,
        "months": found,
        "last_month": last,
        "may_draw": not any(one.drawn and one.month == last for one in found),
    }
    return render(request, "log_review/months.html", context)


@require_POST
def draw(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    month = draw_last_month(actor=actor, team=team)
    messages.success(request, _("The sample of %(month)s is drawn.") % {"month": f"{month:%Y-%m}"})
    return redirect("officer_log_month", slug=team.slug, month=f"{month:%Y-%m}")


@never_cache
@require_safe
def month(request: ActingRequest, slug: str, month: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    day = _month(month)
    shown = _shown(actor, team, items_of_month(actor=actor, team=team, month=day))
    drawn = next((one.drawn for one in months_reviewed(actor=actor, team=team) if one.month == day), None)
    context = {
        "team": team,
        "month": day,
        "open": [one for one in shown if not one.decisions],
        "done": [one for one in shown if one.decisions],
        "drawn": drawn,
    }
    return render(request, "log_review/month.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActingRequest, slug: str, item_id: int) -> HttpResponse:
    """One thing to look at, and the form for what it came to."""
    actor, team = enter_governed(request, slug, ACT)
    item, decisions = item_to_review(actor=actor, team=team, item_id=item_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decided(actor, team, item_id, form):
        messages.success(request, _("The review is written down."))
        return redirect("officer_log_month", slug=team.slug, month=f"{item.month:%Y-%m}")
    (shown,) = _shown(actor, team, [(item, decisions)])
    context = {
        "team": team,
        "one": shown,
        "form": form,
        "rows": log_rows(actor, team, _reads(actor, team, item)),
    }
    return render(request, "log_review/decide.html", context, status=422 if form.errors else 200)


def _reads(actor: Actor, team: Team, item: ReviewItem) -> list[ReadEntry]:
    """The log's own rows, the newest fifty."""
    until = item.last_at + dt.timedelta(microseconds=1)
    asked = Asked(item.first_at, until, user_id=item.actor_id, person_id=item.person_id)
    return who_saw_what(actor=actor, team=team, asked=asked)[:PAGE]


def _decided(actor: Actor, team: Team, item_id: int, form: DecisionForm) -> bool:
    try:
        decide_review(actor=actor, team=team, item_id=item_id, **form.cleaned_data)
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotVisible from None


def _shown(actor: Actor, team: Team, items: list[tuple[ReviewItem, list[ReviewDecision]]]) -> list[Shown]:
    """The persons named on the page are logged as shown."""
    persons = {item.person_id for item, _decisions in items if item.person_id is not None}
    own_ids = own_ids_in_review(actor=actor, team=team, person_ids=persons, place=PLACE)
    users = {item.actor_id for item, _made in items} | {
        one.decided_by_id for _item, made in items for one in made
    }
    names = names_by_id(users)
    return [
        Shown(
            item=item,
            when=when_words(item),
            reader=names.get(item.actor_id, _("an account that is gone")),
            whom=person_words(own_ids.get(item.person_id)) if item.person_id is not None else "",
            decisions=[(one, names.get(one.decided_by_id, "")) for one in decisions],
            is_own=item.actor_id == actor.user_id,
        )
        for item, decisions in items
    ]
