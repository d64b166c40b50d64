"""Into a group: one or several at once; from a roll call, somebody who came without being expected."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samsteg.activities.enums import Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.member_selectors import members_of
from samsteg.activities.members import put_in_several
from samsteg.activities.models import Group
from samsteg.activities.records import MarkAsked, SessionDay
from samsteg.activities.rolls import may_be_added, roll_of
from samsteg.activities.selectors import group_of, session_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.web.activities.forms import show_refusal
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.member_forms import PutInEntry, SeveralEntry
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team


@never_cache
@GET_AND_POST
def group_put_in(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """Into the group; from a roll call (`tillfalle`), somebody who came by without being expected."""
    actor, team = enter_team(request, slug, "activities.write")
    require_id(group_id)
    one = group_of(actor, team, group_id)
    day = _session(request, actor, team, one)
    people = _people(actor, team, one, day, request.method == "POST")
    choices = [(str(person_id), title) for person_id, title in people]
    form = (PutInEntry if day else SeveralEntry)(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"joined_on": day.on_day if day else timezone.localdate()},
    )
    if form.is_valid() and _put(request, actor, team, one, day, form):
        return redirect("roll_call", slug, day.series) if day else redirect("group", slug, group_id)
    persons = [person_id for person_id, _title in people]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.LIST, place="page:group-put-in")
    context = {"team": team, "group": one, "day": day, "form": form, "has_people": bool(people)}
    return render(request, "activities/put_in.html", context, status=422 if form.errors else 200)


def _session(request: ActingRequest, actor: Actor, team: Team, one: Group) -> SessionDay | None:
    text = request.GET.get("tillfalle", "")
    if not text:
        return None
    try:
        day = session_of(actor, team, uuid.UUID(text))
    except ValueError:
        raise NotVisible from None
    if day.group_id != one.pk:
        raise NotVisible
    return day


def _people(
    actor: Actor, team: Team, one: Group, day: SessionDay | None, is_sent: bool
) -> list[tuple[int, str]]:
    on_day = day.on_day if day else timezone.localdate()
    if is_sent:
        there: set[int] = set()  # who has come in since the page was opened is told of, not unknown
    elif day:
        there = {row.person_id for row in roll_of(actor, team, one.pk, day.series, on_day, day.joining)}
    else:
        there = {member.person.person_id for member in members_of(actor, team, one, on=on_day, later=True)}
    return [(person.person_id, person.title) for person in may_be_added(actor, team, on_day, there)]


def _put(
    request: ActingRequest,
    actor: Actor,
    team: Team,
    one: Group,
    day: SessionDay | None,
    form: PutInEntry,
) -> bool:
    typed = form.cleaned_data
    try:
        if day is not None and request.POST.get("act") == "came_by":
            asked = [
                MarkAsked(person, Mark.CAME_BY.value, marked_at=timezone.now()) for person in form.persons()
            ]
            if mark_session(actor=actor, team=team, series=day.series, asked=asked).conflicts:
                form.add_error("who", _("Is already marked in this roll call."))
                return False
            messages.success(request, _("Noted: came by."))
            return True
        came = put_in_several(
            actor=actor,
            team=team,
            group_id=one.pk,
            person_ids=form.persons(),
            joined_on=typed["joined_on"],
            over_capacity=typed["over_capacity"],
        )
    except Refused as refusal:
        show_refusal(form, refusal, {"person": "who"})
        return False
    messages.success(request, _put_words(form, came))
    return True


def _put_words(form: PutInEntry, came: list[int]) -> str:
    said = (
        _("The participant is in the group.")
        if len(came) == 1
        else _("%(n)d more participants are in the group.") % {"n": len(came)}
    )
    left = [form.titles[str(one)] for one in form.persons() if one not in came]
    if not left:
        return said
    as_before = _("Was there already or comes in later, and stays as before: %(names)s.") % {
        "names": ", ".join(left)
    }
    return f"{said} {as_before}"
