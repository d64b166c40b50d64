"""The alarms to the controller's officer: those that nobody has looked at first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.access.log_review import alarms_of, names_by_id, see_alarm
from samsteg.audit.models import Alarm
from samsteg.participants.review_names import own_ids_in_review
from samsteg.web.log_review.words import person_words, place_words, reason_words
from samsteg.web.officer.entering import enter_governed
from samsteg.web.requests import ActingRequest

ACT, PLACE = "log.review", "page:officer-alarms"


@never_cache
@require_safe
def alarms(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    found = alarms_of(actor=actor, team=team)
    persons = {one.person_id for one in found if one.person_id is not None}
    own_ids = own_ids_in_review(actor=actor, team=team, person_ids=persons, place=PLACE)
    names = names_by_id({user for one in found for user in (one.actor_id, one.subject_id, one.seen_by_id)})
    rows = [_row(one, names, own_ids.get(one.person_id) if one.person_id else None) for one in found]
    context = {
        "team": team,
        "unseen": [row for row in rows if not row["is_seen"]],
        "seen": [row for row in rows if row["is_seen"]],
    }
    return render(request, "log_review/alarms.html", context)


def _row(one: Alarm, names: dict[int, str], own_id: str | None) -> dict[str, object]:
    """About whom only where that is another than the one who caused it."""
    return {
        "alarm": one,
        "is_seen": one.seen_at is not None,
        "by": names.get(one.actor_id, ""),
        "about": names.get(one.subject_id or 0, "") if one.subject_id != one.actor_id else "",
        "whom": person_words(own_id) if one.person_id is not None else "",
        "reason": place_words(reason_words(one.reason)),
        "seen_by": names.get(one.seen_by_id or 0, ""),
    }


@require_POST
def see(request: ActingRequest, slug: str, alarm_id: int) -> HttpResponse:
    actor, team = enter_governed(request, slug, ACT)
    see_alarm(actor=actor, team=team, alarm_id=alarm_id, outcome=request.POST.get("outcome", ""))
    messages.success(request, _("The alarm is marked as looked at."))
    return redirect("officer_alarms", slug=team.slug)
