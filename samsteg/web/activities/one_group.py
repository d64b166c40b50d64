"""One group: its people, its sessions, its leaders and whom it is held with. One page, several small forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samsteg.access.policies import may
from samsteg.access.staff import staff_of
from samsteg.activities.clashes import clash_words, clashes, coming, slots_of
from samsteg.activities.ending import begin_again, end_group
from samsteg.activities.leading import Leads, leaders_of
from samsteg.activities.member_selectors import Member, members_of
from samsteg.activities.models import Group, Leader
from samsteg.activities.places import others_in_each, own_places
from samsteg.activities.records import LeaderValues
from samsteg.activities.selectors import comes_after, group_of, sessions_of_group, shares_of
from samsteg.activities.services import add_leader, end_leader, end_share, share_group
from samsteg.activities.terms import terms_in_short
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.web.activities.forms import EndEntry, LeaderEntry, ShareEntry, show_refusal
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.pages import session_line
from samsteg.web.linked import linked
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

PLACE = "page:group"
BACK, AHEAD = dt.timedelta(weeks=8), dt.timedelta(weeks=12)
Entries = dict[str, forms.Form]


@never_cache
@GET_AND_POST
def group(request: ActingRequest, slug: str, group_id: int) -> HttpResponse:
    """The button's value says which of the page's forms was sent."""
    actor, team = enter_team(request, slug, "activities.view")
    require_id(group_id)
    one, today = group_of(actor, team, group_id), timezone.localdate()
    members = members_of(actor, team, one, on=today, later=True)
    staff = {each.user_id: each.name for each in staff_of(team.pk)}
    entries = _entries(request, team, staff, one)
    act = ACTS.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None and act(request, actor, team, one, entries):
        return redirect("group", slug, group_id)
    persons = {member.person.person_id for member in members}
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.LIST, place=PLACE)
    has_faults = any(entry.errors for entry in entries.values())
    context = {**_shown(actor, team, one, members), **entries}
    return render(request, "activities/group.html", context, status=422 if has_faults else 200)


def _shown(actor: Actor, team: Team, one: Group, members: list[Member]) -> dict[str, Any]:
    is_own, today, leading = one.team_id == team.pk, timezone.localdate(), leaders_of([one.pk])
    days = sessions_of_group(actor, team, one.pk, today - BACK, today + AHEAD, leading)
    lines = [session_line(day, today) for day in days]
    shares = shares_of(one) if is_own else []
    with_others = not is_own or any(share.partner_id for share in shares)
    others = others_in_each(team, [one.pk], today).get(one.pk, 0) if with_others else 0
    here = [member for member in members if member.joined_on <= today]
    return {
        "team": team,
        "group": one,
        "where": linked(one.place),
        "is_own": is_own,
        "before_it": comes_after(actor, team, one),
        "is_ended": one.ended_on is not None and one.ended_on <= today,
        "may_write": may(actor, "activities.write", team),
        "others": others,
        "taken": own_places(team, one, today) + others,
        "members": here,
        "coming_members": [member for member in members if member.joined_on > today],
        "coming": [line for line in lines if line.on_day >= today][:8],
        "past": [line for line in reversed(lines) if line.on_day < today][:8],
        "leaders": _leaders(leading[one.pk], today, is_own=is_own),
        "shares": shares,
        "terms": terms_in_short(one) if is_own else [],
    }


def _leaders(leading: Iterable[Leads], today: dt.date, *, is_own: bool) -> list[tuple[Leads, bool]]:
    """With whether the role has ended: the team that holds the group sees it, to write that the leading has ended."""
    found = [each for each in leading if each.stands_on(today)]
    return [(each, each.has_left_on(today)) for each in found if is_own or not each.has_left_on(today)]


def _entries(request: ActingRequest, team: Team, staff: dict[int, str], one: Group) -> Entries:
    """The page's forms; the one that was sent has what was typed."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    today = timezone.localdate()
    others = Team.objects.filter(association__isnull=False, association=team.association)
    return {
        "leading": LeaderEntry(
            request.POST if act == "lead" else None,
            staff=list(staff.items()),
            initial={"started_on": today},
            auto_id="id_l_%s",
        ),
        "sharing": ShareEntry(
            request.POST if act == "share" else None,
            teams=list(others.exclude(pk=team.pk).order_by("name").values_list("pk", "name")),
            auto_id="id_s_%s",
        ),
        "ending": EndEntry(
            request.POST if act == "end" else None,
            initial={"ended_on": one.ended_on or today},
            auto_id="id_e_%s",
        ),
    }


def _lead(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    form = entries["leading"]
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    leader = LeaderValues(id_in(typed["user"]) or None, typed["name"], typed["organisation"])
    try:
        made = add_leader(
            actor=actor, team=team, group_id=one.pk, leader=leader, started_on=typed["started_on"]
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("The leader is added."))
    for text in _leads_twice(one, made):
        messages.warning(request, text)
    return True


def _leads_twice(one: Group, made: Leader) -> list[str]:
    """Of the sessions to come; of who has led before nothing is said anew."""
    name = made.user.shown_name if made.user else made.name
    rows = list(coming(one, max(timezone.localdate(), made.started_on)))
    found = clashes(one, slots_of(rows), but=[row.series for row in rows])
    return clash_words(replace(each, names=(name,)) for each in found if name in each.names)


def _share(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    form = entries["sharing"]
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        share_group(
            actor=actor,
            team=team,
            group_id=one.pk,
            partner_id=id_in(typed["partner"]) or None,
            partner_name=typed["partner_name"],
        )
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("Saved. Each team sees its own participants in the group."))
    return True


def _leader_ends(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    del one, entries
    leader_id = id_in(request.POST.get("leader", ""))
    end_leader(actor=actor, team=team, leader_id=leader_id, ended_on=timezone.localdate())
    messages.success(request, _("Leads the group no more from today."))
    return True


def _share_ends(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    del one, entries
    end_share(actor=actor, team=team, share_id=id_in(request.POST.get("share", "")))
    messages.success(request, _("The group is no longer held together from today."))
    return True


def _end(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    form = entries["ending"]
    if not form.is_valid():
        return False
    try:
        done = end_group(actor=actor, team=team, group_id=one.pk, ended_on=form.cleaned_data["ended_on"])
    except Refused as refusal:
        show_refusal(form, refusal)
        return False
    said = [_("Saved. What has been is kept.")]
    if done.sessions > 0:
        text = ngettext(
            "%(n)d planned session is taken out.", "%(n)d planned sessions are taken out.", done.sessions
        )
        said.append(text % {"n": done.sessions})
    messages.success(request, " ".join(said))
    return True


def _again(request: ActingRequest, actor: Actor, team: Team, one: Group, entries: Entries) -> bool:
    del entries
    try:
        done = begin_again(actor=actor, team=team, group_id=one.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return True
    said = [_("The group is held again.")]
    if done.sessions:
        text = ngettext("%(n)d planned session is back.", "%(n)d planned sessions are back.", done.sessions)
        said.append(text % {"n": done.sessions})
    messages.success(request, " ".join(said))
    return True


ACTS: dict[str, Callable[[ActingRequest, Actor, Team, Group, Entries], bool]] = {
    "lead": _lead,
    "share": _share,
    "leader_ends": _leader_ends,
    "share_ends": _share_ends,
    "end": _end,
    "again": _again,
}
