"""Team meetings: the list, starting one, and who is in the room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.policies import may
from samsteg.access.present import members_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.meetings.room import (
    MeetingRefused,
    add_guest,
    add_member,
    end_meeting,
    leave,
    open_again,
    open_meeting,
    start_meeting,
)
from samsteg.participants.meetings.selectors import decisions_of_meeting, log_room, meetings_of
from samsteg.web.meeting.entering import EnteredRoom, enter_room
from samsteg.web.meeting.forms import Choices, GuestForm, JoinForm, StartForm
from samsteg.web.meeting.lists import list_view, state_of
from samsteg.web.meeting.page import decision_views, groups, people
from samsteg.web.participants.entering import require_id
from samsteg.web.participants.state import keep_search, kept_search
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

PLACE = "page:meeting"
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_AND_POST
def meetings(request: ActingRequest, slug: str) -> HttpResponse:
    """The list. POST searches it, or starts a meeting."""
    actor, team = enter_team(request, slug, "meetings.view")
    if request.method == "POST" and "q" in request.POST:
        key = keep_search(request.session, request.POST["q"])
        response = redirect("meetings", slug)
        response["Location"] += state_of({"sok": key}).query()
        return response
    if request.method == "POST":
        team = enter_team(request, slug, "meetings.lead")[1]
    form = StartForm(
        request.POST if request.method == "POST" else None,
        _members(actor, team),
        initial={"held_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid() and (pk := _started(actor, team, form)):
        return redirect("meeting", slug, pk)
    state = state_of(request.GET)
    search = kept_search(request.session, state.key)
    context = {
        "team": team,
        "list": list_view(state, meetings_of(actor=actor, team=team), search or ""),
        "search": search or "",
        "form": form,
        "going_on": open_meeting(team),
        "may_lead": may(actor, "meetings.lead", team),
    }
    return render(request, "meeting/meetings.html", context, status=422 if form.errors else 200)


def _members(actor: Actor, team: Team) -> Choices:
    return [(str(pk), one.name) for pk, one in members_of(team).items() if pk != actor.user_id]


def _started(actor: Actor, team: Team, form: StartForm) -> int | None:
    """The meeting's id; None where the form says what is wrong."""
    held_on = form.cleaned_data["held_on"] or timezone.localdate()
    ids = form.ids("here") | form.ids("digital")
    try:
        return start_meeting(
            actor=actor, team=team, held_on=held_on, user_ids=ids, digital_ids=form.ids("digital")
        ).pk
    except MeetingRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None


@never_cache
@require_safe
def meeting(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    """While it goes on: who is in the room, and whom to take up. Afterwards: what was decided, for who may read it."""
    return _page(request, enter_room(request, slug, meeting_id))


def _page(request: ActingRequest, entered: EnteredRoom, **forms: Any) -> HttpResponse:
    actor, team, room = entered.actor, entered.team, entered.room
    log_room(room, team, [one.person_id for one in entered.items], PLACE)
    decided = [] if room.is_open else decisions_of_meeting(actor=actor, team=team, meeting_id=room.meeting.pk)
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[one.person_id for one in decided],
        kind=ReadKind.LIST,
        place="page:meeting-decisions",
    )
    here = {one.row.user_id for one in room.present}
    absent = [(pk, name) for pk, name in _members(actor, team) if int(pk) not in here] if room.is_open else []
    context = {
        "team": team,
        "meeting": room.meeting,
        "room": room,
        "people": people(room.present),
        "left": people(room.left),
        "groups": groups(entered.items),
        "first": entered.following(0),
        "decisions": decision_views(decided),
        "may_lead": entered.may_lead,
        "may_open_again": entered.may_lead
        and room.meeting.ended_at is not None
        and timezone.localdate(room.meeting.ended_at) == timezone.localdate(),
        "join": JoinForm(None, absent),
        "absent": absent,
        "guest": GuestForm(),
        **forms,
    }
    is_wrong = any(form.errors for form in forms.values())
    return render(request, "meeting/meeting.html", context, status=422 if is_wrong else 200)


@never_cache
@require_POST
def join(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    """Somebody of the team comes in; without a name, the reader."""
    actor, team = enter_team(request, slug, "meetings.lead")
    require_id(meeting_id)
    chosen = id_in(request.POST.get("user_id", ""))
    if "me" in request.POST:
        chosen = actor.user_id
    try:
        add_member(
            actor=actor,
            team=team,
            meeting_id=meeting_id,
            user_id=chosen,
            is_digital="is_digital" in request.POST,
        )
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("meeting", slug, meeting_id)


@never_cache
@require_POST
def guest(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    """A guest comes in: from then on nobody is shown."""
    entered = enter_room(request, slug, meeting_id, "meetings.lead")
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            add_guest(actor=entered.actor, team=entered.team, meeting_id=meeting_id, **form.cleaned_data)
        except MeetingRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.info(request, _("The guest is noted. Nobody is shown until the guest has left."))
            return redirect("meeting", slug, meeting_id)
    return _page(request, entered, guest=form)


@never_cache
@require_POST
def goes(request: ActingRequest, slug: str, meeting_id: int, presence_id: int) -> HttpResponse:
    """Somebody goes out."""
    actor, team = enter_team(request, slug, "meetings.lead")
    require_id(meeting_id)
    require_id(presence_id)
    try:
        leave(actor=actor, team=team, meeting_id=meeting_id, presence_id=presence_id)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("meeting", slug, meeting_id)


@never_cache
@require_POST
def end(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "meetings.lead")
    require_id(meeting_id)
    end_meeting(actor=actor, team=team, meeting_id=meeting_id)
    messages.success(request, _("The meeting has ended."))
    return redirect("meeting", slug, meeting_id)


@never_cache
@require_POST
def reopen(request: ActingRequest, slug: str, meeting_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "meetings.lead")
    require_id(meeting_id)
    try:
        open_again(actor=actor, team=team, meeting_id=meeting_id)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("meeting", slug, meeting_id)
