"""Who saw what, between two moments. What was asked for stands in the request's body, never in the address."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.log_review import PAGE, Asked, at_the_door, names_by_id, readers_of, who_saw_what
from samsteg.audit.models import SignInEntry
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.review_names import person_in_review
from samsteg.web.accounts.words import EventLine, event_words
from samsteg.web.log_review.forms import SearchForm
from samsteg.web.log_review.rows import log_rows
from samsteg.web.officer.entering import enter_governed
from samsteg.web.requests import ActingRequest

ACT = "log.review"
DAYS = 6  # back from today, when nothing has been asked


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    today = timezone.localdate()
    readers = readers_of(actor=actor, team=team)
    form = SearchForm(
        request.POST if request.method == "POST" else None,
        readers=readers,
        initial={"first_on": today - dt.timedelta(days=DAYS), "last_on": today},
    )
    context: dict[str, object] = {"team": team, "form": form, "asked": False}
    if request.method == "POST" and form.is_valid() and (asked := _asked(actor, team, form)):
        context |= {"asked": True, **_answer(actor, team, asked, request.POST)}
    return render(request, "log_review/search.html", context, status=422 if form.errors else 200)


def _asked(actor: Actor, team: Team, form: SearchForm) -> Asked | None:
    """None, with the reason in the form, for a participant that can't be found."""
    typed = form.cleaned_data
    moments = form.moments(typed)
    assert moments is not None  # both days are required
    person_id = None
    if typed["own_id"].strip():
        person_id = person_in_review(actor=actor, team=team, own_id=typed["own_id"])
        if person_id is None:
            form.add_error(
                "own_id", _("The team has no participant that is called that. Look at the spelling.")
            )
            return None
    authority = typed["authority"]
    unit = authority.pk if authority else None
    return Asked(*moments, typed["user"], person_id, unit, with_reviews=typed["with_reviews"])


def _answer(actor: Actor, team: Team, asked: Asked, typed: QueryDict) -> dict[str, object]:
    """One page of rows, and where the next begins."""
    found = who_saw_what(actor=actor, team=team, asked=asked, before=_before(typed))
    shown, more = found[:PAGE], found[PAGE:]
    last = f"{shown[-1].at.isoformat()} {shown[-1].id}" if more else ""
    kept = [(name, value) for name, value in typed.items() if name not in ("csrfmiddlewaretoken", "before")]
    before = _before(typed)
    door = [] if before else at_the_door(actor=actor, team=team, asked=asked)
    return {"rows": log_rows(actor, team, shown), "next": last, "kept": kept, "door": _door(door)}


def _door(entries: list[SignInEntry]) -> list[tuple[str, EventLine]]:
    names = names_by_id(one.user_id for one in entries)
    return [
        (names.get(one.user_id or 0, ""), line)
        for one, line in zip(entries, event_words(entries), strict=True)
    ]


def _before(typed: QueryDict) -> tuple[dt.datetime, int] | None:
    """What isn't understood is the first page."""
    moment, _space, number = typed.get("before", "").partition(" ")
    try:
        at = dt.datetime.fromisoformat(moment)
        return (at, int(number)) if at.tzinfo else None
    except ValueError:
        return None
