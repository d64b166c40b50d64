"""People in groups: taken out, gone on to the next; one person's groups, and who came when. Put in: `put_in_views`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samsteg.access.policies import may
from samsteg.activities.enums import LeaveReason, Mark
from samsteg.activities.member_selectors import (
    groups_of_person,
    marks_of_person,
    may_read_attendance,
    membership_of,
)
from samsteg.activities.members import PUT_BACK_WITHIN, move_on, put_back, put_in, take_out
from samsteg.activities.refusing import NeedsTick
from samsteg.activities.selectors import groups_open
from samsteg.activities.shared_names.selectors import sharings_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.web.activities.forms import show_refusal
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.member_forms import LeaveEntry, PutBackEntry, PutInEntry
from samsteg.web.activities.pages import counts_of
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest

PLACE = "page:groups-of-person"
SHOWN_MARKS = 30


@never_cache
@GET_AND_POST
def group_leave(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Out of a group, or on to the next."""
    entered = enter_person(request, slug, person_id, "activities.write")
    if not entered.is_staff:
        raise NotVisible
    held = membership_of(entered.actor, entered.team, series)
    if held.person_id != person_id or held.left_on is not None:
        raise NotVisible
    others = groups_open(entered.actor, entered.team).exclude(pk=held.group_id)
    form = LeaveEntry(
        request.POST if request.method == "POST" else None,
        groups=list(others.values_list("pk", "name")),
        initial={
            "left_on": timezone.localdate(),
            "to_group": request.GET.get("till", held.group.follows_into_id or ""),
        },
    )
    if (following := held.group.follows_into) is not None:
        form.fields["to_group"].help_text = _("%(next)s comes after %(name)s in the series.") % {
            "next": following.name,
            "name": held.group.name,
        }
    if form.is_valid() and _left(request, entered, series, form):
        return redirect("person_groups", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **_frame(entered),
        "held": held,
        "form": form,
        "may_place": may(entered.actor, "placements.write", entered.team),
    }
    return render(request, "activities/leave.html", context, status=422 if form.errors else 200)


def _left(request: ActingRequest, entered: Entered, series: uuid.UUID, form: LeaveEntry) -> bool:
    typed = form.cleaned_data
    of_team: dict[str, Any] = {"actor": entered.actor, "team": entered.team, "series": series}
    try:
        if typed["to_group"]:
            move_on(
                **of_team,
                to_group_id=int(typed["to_group"]),
                on_day=typed["left_on"],
                over_capacity=typed["over_capacity"],
            )
            messages.success(request, _("The participant has gone on to the next group."))
        else:
            take_out(**of_team, left_on=typed["left_on"], reason=typed["reason"])
            messages.success(request, _("The participant is in the group no more."))
    except Refused as refusal:
        show_refusal(form, refusal, {"group": "to_group"})
        return False
    return True


@never_cache
@GET_AND_POST
def person_groups(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """One person's groups and attendance; a representative reads them where a consent opens attendance."""
    entered = enter_person(request, slug, person_id)
    may_write = entered.is_staff and may(entered.actor, "activities.write", entered.team)
    full: dict[uuid.UUID, PutBackEntry] = {}
    if may_write and request.POST.get("act") == "put_back":
        full = _put_back(request, entered)
        if not full:
            return redirect("person_groups", slug, person_id)
    form = _choosing(None if full else request, entered) if may_write else None
    if form is not None and form.is_valid() and _join(request, entered, form):
        return redirect("person_groups", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **_frame(entered),
        **_of_person(entered, full),
        "form": form,
        "may_write": may_write,
        "may_mark": entered.is_staff and may(entered.actor, "activities.mark", entered.team),
        "may_read": may_read_attendance(entered.opened),
        "sharings": sharings_of(entered.team, person_id) if may_write and not entered.is_protected else (),
    }
    is_refused = full or form and form.errors
    return render(request, "activities/person.html", context, status=422 if is_refused else 200)


def _put_back(request: ActingRequest, entered: Entered) -> dict[uuid.UUID, PutBackEntry]:
    """By membership, what is asked where a tick is needed first: every place is taken."""
    form = PutBackEntry(request.POST, auto_id="back_%s")
    try:
        held = membership_of(entered.actor, entered.team, uuid.UUID(request.POST.get("series", "")))
    except ValueError:
        raise NotVisible from None
    if held.person_id != entered.person_id:
        raise NotVisible
    went_on = held.left_for.name if held.left_for else ""
    try:
        put_back(
            actor=entered.actor,
            team=entered.team,
            series=held.series,
            over_capacity=form.is_valid() and form.cleaned_data["over_capacity"],
        )
    except NeedsTick as refusal:
        show_refusal(form, refusal)
        return {held.series: form}
    except Refused as refusal:
        messages.error(request, str(refusal))
        return {}
    said = _("Is in %(group)s again, as before.") % {"group": held.group.name}
    if went_on:
        said += " " + _("Look whether %(group)s is to be left.") % {"group": went_on}
    messages.success(request, said)
    return {}


def _choosing(request: ActingRequest | None, entered: Entered) -> PutInEntry:
    """`request` None: another form of the page was sent."""
    groups = groups_open(entered.actor, entered.team).values_list("pk", "name")
    return PutInEntry(
        request.POST if request is not None and request.method == "POST" else None,
        choices=[(str(pk), name) for pk, name in groups],
        label=_("Group"),
        initial={"joined_on": timezone.localdate()},
    )


def _join(request: ActingRequest, entered: Entered, form: PutInEntry) -> bool:
    typed = form.cleaned_data
    try:
        put_in(
            actor=entered.actor,
            team=entered.team,
            group_id=int(typed["who"]),
            person_id=entered.person_id,
            joined_on=typed["joined_on"],
            over_capacity=typed["over_capacity"],
        )
    except Refused as refusal:
        show_refusal(form, refusal, {"group": "who", "person": "who"})
        return False
    messages.success(request, _("The participant is in the group."))
    return True


def _of_person(entered: Entered, full: Mapping[uuid.UUID, PutBackEntry]) -> dict[str, Any]:
    held = groups_of_person(entered.team, entered.person_id, entered.opened)
    marks = marks_of_person(entered.team, entered.person_id, entered.opened)
    today = timezone.localdate()
    return {
        "now": [one for one in held if one.left_on is None or one.left_on > today],
        "before": [
            (
                one,
                word(LeaveReason, one.leave_reason),
                one.left_on >= today - PUT_BACK_WITHIN and one.leave_reason != LeaveReason.GROUP_ENDED,
                full.get(one.series),
            )
            for one in held
            if one.left_on is not None and one.left_on <= today
        ],
        "marks": [(one, word(Mark, one.mark)) for one in marks[:SHOWN_MARKS]],
        "counts": counts_of(one.mark for one in marks),
        "total": len(marks),
    }


def _frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs("person_groups")}
