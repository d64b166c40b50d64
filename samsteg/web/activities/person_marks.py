"""One person's attendance, marked from the person's own page: the way for whom no list may name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samsteg.accounts.names import names_of
from samsteg.activities.enums import Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.one_person import SessionToMark, sessions_to_mark
from samsteg.activities.records import MarkAsked, MarkConflict
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.pages import conflict_words, marks_offered, times, weekday
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest, id_in

PLACE = "page:marks-of-person"


@never_cache
@GET_AND_POST
def person_marks(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The last sessions of the person's groups, an answer for each."""
    entered = enter_person(request, slug, person_id, "activities.mark")
    if not entered.is_staff:
        raise NotVisible
    today = timezone.localdate()
    shown = sessions_to_mark(entered.actor, entered.team, person_id, entered.opened, today)
    against: dict[str, str] = {}
    if request.method == "POST":
        saved, against = _save(request, entered, shown)
        if not against:
            _receipt(request, saved)
            return redirect("person_marks", slug, person_id)
        shown = sessions_to_mark(entered.actor, entered.team, person_id, entered.opened, today)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        "team": entered.team,
        "person": entered,
        "tabs": entered.tabs("person_groups"),
        "lines": [_line(request, one, today, against) for one in shown],
    }
    return render(request, "activities/person_marks.html", context, status=422 if against else 200)


def _receipt(request: ActingRequest, saved: int) -> None:
    if saved:
        messages.success(request, _("The attendance is saved."))
    else:
        messages.info(request, _("Nothing was changed. Choose an answer, then save."))


def _save(request: ActingRequest, entered: Entered, shown: list[SessionToMark]) -> tuple[int, dict[str, str]]:
    """How many were saved; and by session what wasn't, with why."""
    saved, against = 0, {}
    for one in shown:
        key = str(one.day.series)
        mark = request.POST.get(f"p{key}", "")
        seen = id_in(request.POST.get(f"seen{key}", ""))
        if not mark:
            continue
        asked = MarkAsked(
            entered.person_id, "" if mark == "none" else mark, seen or None, marked_at=timezone.now()
        )
        try:
            result = mark_session(
                actor=entered.actor, team=entered.team, series=one.day.series, asked=[asked], named=True
            )
        except Refused as refusal:
            against[key] = str(refusal)
            continue
        saved += result.saved
        if result.conflicts:
            against[key] = _conflict(result.conflicts[0])
    return saved, against


def _conflict(one: MarkConflict) -> str:
    return conflict_words(one, names_of([one.by_id]))


def _line(
    request: ActingRequest, one: SessionToMark, today: dt.date, against: dict[str, str]
) -> dict[str, Any]:
    key = str(one.day.series)
    return {
        "key": key,
        "day": one.day,
        "when": _("Today") if one.day.on_day == today else weekday(one.day.on_day),
        "times": times(one.day),
        "marks": [
            (mark.value, mark.label, mark in (Mark.EXCUSED, Mark.ABSENT))
            for mark in marks_offered(one.day, [one.mark])
        ],
        "mark": request.POST.get(f"p{key}", "") if key in against else one.mark,
        "stands": one.mark,
        "mark_id": one.mark_id,
        "fault": against.get(key, ""),
    }
