"""Going through the persons one at a time, and deciding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.enums import DataCategory
from samsteg.access.keeping import keepable_sources
from samsteg.access.policies import require
from samsteg.access.protection import possible_staff
from samsteg.core.errors import Refused
from samsteg.participants.meetings.records import AgendaItem
from samsteg.participants.meetings.room import MeetingRefused
from samsteg.participants.meetings.selectors import decision_at, log_room, text_of
from samsteg.participants.meetings.services import Expected, RoomChanged, StaleDecision, coach_of, decide
from samsteg.people.vault import vaults_of
from samsteg.web.meeting.entering import EnteredRoom, enter_room
from samsteg.web.meeting.forms import DecisionForm
from samsteg.web.meeting.person import PersonInMeeting, person_in_meeting
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest

PLACE = "page:meeting-person"


@never_cache
@require_safe
def walk(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    """On to the first who hasn't been decided about."""
    entered = enter_room(request, slug, meeting_id)
    first = entered.following(0) or next(iter(entered.items), None)
    if first is None:
        return redirect("meeting", slug, meeting_id)
    return redirect("meeting_person", slug, meeting_id, first.person_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: ActingRequest, slug: str, meeting_id: int, person_id: int) -> HttpResponse:
    """One person, for all in the room. Whoever isn't to be shown leads back, for whatever reason it is."""
    entered = enter_room(request, slug, meeting_id)
    require_id(person_id)
    item = entered.item(person_id)
    if request.method == "POST":
        require(entered.actor, "meetings.lead", entered.team)
    if item is None:
        return _nobody(request, entered)
    log_room(entered.room, entered.team, [person_id], PLACE)
    shown = person_in_meeting(entered, item)
    now = _now(entered, shown)
    form = _form(request, entered, shown, now)
    if request.method == "POST" and form.is_valid():
        if _decided(request, entered, item, form):
            return _on(entered, slug, meeting_id, person_id)
        now = _now(entered, shown)
    context = _context(entered, shown, form, now)
    return render(request, "meeting/person.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class _Now:
    """What has been decided about the person, as far as all in the room may know it, and who is the coach."""

    version: int
    text: str
    category: str
    source_id: int | None
    coach_id: int | None


def _now(entered: EnteredRoom, shown: PersonInMeeting) -> _Now:
    team, person_id = entered.team, shown.item.person_id
    row = decision_at(entered.room, team, person_id)
    coach_id = coach_of(team, person_id) if shown.tells_planning else None
    if row is None or not shown.opened.reads(row.source_authority_id, row.category):
        return _Now(row.version if row else 0, "", DataCategory.PLANNING, None, coach_id)
    vault = vaults_of(team.pk, [person_id]).get(person_id) if row.text_cipher else None
    return _Now(row.version, text_of(row, vault) or "", row.category, row.source_authority_id, coach_id)


def _nobody(request: ActingRequest, entered: EnteredRoom) -> HttpResponse:
    """Somebody has come in, a consent has ended, or it is done: what was typed stays with who typed it."""
    if request.method != "POST":
        return redirect("meeting", entered.team.slug, entered.room.meeting.pk)
    context = {
        "team": entered.team,
        "meeting": entered.room.meeting,
        "typed": request.POST.get("text", "")[:8000],
    }
    return render(request, "meeting/not_saved.html", context, status=409)


def _form(request: ActingRequest, entered: EnteredRoom, shown: PersonInMeeting, now: _Now) -> DecisionForm:
    team, person_id = entered.team, shown.item.person_id
    staff = (
        [(str(one.pk), one.shown_name) for one in possible_staff(team.pk)] if shown.tells_planning else None
    )
    sources = [
        (str(pk), name)
        for pk, name in keepable_sources(team, person_id).items()
        if shown.opened.of_source(pk)
    ]
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        staff=staff,
        categories=shown.categories,
        sources=sources,
        initial={
            "version": now.version,
            "coach_before": now.coach_id or "",
            "coach_id": str(now.coach_id or ""),
            "text": now.text,
            "category": now.category,
            "source_id": str(now.source_id or ""),
        },
    )


def _decided(request: ActingRequest, entered: EnteredRoom, item: AgendaItem, form: DecisionForm) -> bool:
    """Whether it is saved; otherwise the form says why not, with everything as typed."""
    try:
        decide(
            actor=entered.actor,
            team=entered.team,
            meeting_id=entered.room.meeting.pk,
            person_id=item.person_id,
            values=form.values(is_later="later" in request.POST),
            expected=Expected(form.cleaned_data["version"] or 0, form.before, item.errand),
        )
    except MeetingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except (RoomChanged, StaleDecision) as refusal:
        form.add_error(None, str(refusal))
        _freshen(entered, item, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def _freshen(entered: EnteredRoom, item: AgendaItem, form: DecisionForm) -> None:
    """The next save is made knowing what has been decided in between, which the page now tells."""
    now = decision_at(entered.room, entered.team, item.person_id)
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, of a form that has been sent
    data["version"] = str(now.version if now else 0)
    if "coach_id" in form.fields:
        coach = str(coach_of(entered.team, item.person_id) or "")
        if data.get("coach_id", "") == data.get(
            "coach_before", ""
        ):  # who wasn't chosen anew isn't chosen away
            data["coach_id"] = coach
        data["coach_before"] = coach
    form.data = data


def _on(entered: EnteredRoom, slug: str, meeting_id: int, person_id: int) -> HttpResponse:
    """The next one; whether that one may still be shown is asked there."""
    following = entered.following(person_id)
    if following is None:
        return redirect("meeting", slug, meeting_id)
    return redirect("meeting_person", slug, meeting_id, following.person_id)


def _context(entered: EnteredRoom, shown: PersonInMeeting, form: DecisionForm, now: _Now) -> dict[str, Any]:
    items, place = entered.items, entered.items.index(shown.item)
    return {
        "team": entered.team,
        "meeting": entered.room.meeting,
        "shown": shown,
        "form": form,
        "number": place + 1,
        "total": len(items),
        "before": items[place - 1] if place else None,
        "after": items[place + 1] if place + 1 < len(items) else None,
        "decided": now.text,
        "outcome": shown.item.outcome,
        "may_decide": entered.may_lead and bool(shown.categories),
    }
