"""Protected identity: setting it on a participant, and the page of those who have it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.enums import ProtectionLevel
from samsteg.access.policies import may, require
from samsteg.access.protection import (
    count_unregistered,
    counts_of,
    end_protection,
    note_protected_reads,
    rule_of,
    take_back_count,
)
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.exchange.protecting import protect, what_goes
from samsteg.organisation.models import Team
from samsteg.participants.one_person import person_record
from samsteg.participants.own_ids import name_of_protected
from samsteg.participants.protected import protected_persons
from samsteg.people.names import called
from samsteg.web.protection.forms import NONE, CountForm, ProtectionForm
from samsteg.web.protection.words import ABOUT_RULE, counted
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
PLACE = "page:protection"


@never_cache
@GET_AND_POST
def protection(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """The level of one participant, and what goes with it."""
    actor, team = enter_team(request, slug, "protection.set")
    if person_id > 2**63 - 1:  # no such id fits the database
        raise NotVisible
    record = person_record(actor=actor, team=team, person_id=person_id)
    log_reads(actor=actor, team_id=team.pk, person_ids=[person_id], kind=ReadKind.VIEW, place=PLACE)
    note_protected_reads(actor=actor, team_id=team.pk, person_ids=[person_id], place=PLACE)
    rule, level = rule_of(team.pk), record.protection or ""
    name = name_of_protected(team, record.name) if level else record.name
    goes = what_goes(team, person_id, rule)
    form = ProtectionForm(
        request.POST if request.method == "POST" else None,
        is_protected=bool(level),
        has_more=bool(goes),
        initial={"level": level},
    )
    if request.method == "POST" and form.is_valid():
        return _set(request, actor, team, person_id, form)
    context = {
        "team": team,
        "form": form,
        "person_id": person_id,
        "title": called(name, record.newest.stay.own_id),
        "goes": goes,
        "about_rule": ABOUT_RULE[rule],
    }
    return render(request, "protection/person.html", context, status=422 if form.errors else 200)


def _set(
    request: ActingRequest, actor: Actor, team: Team, person_id: int, form: ProtectionForm
) -> HttpResponse:
    if form.cleaned_data["level"] == NONE:
        end_protection(actor=actor, team=team, person_id=person_id)
        messages.success(request, _("The protection has ended. The participant stands in the lists again."))
        return redirect("participants", slug=team.slug)
    level, forget = ProtectionLevel(form.cleaned_data["level"]), form.cleaned_data.get("forget", False)
    protect(actor=actor, team=team, person_id=person_id, level=level, forget=forget)
    said = _(
        "The protection holds from now on. Only those whom the controller officer names can open the participant. "
        "Give the officer the reference %(reference)d."
    )
    messages.success(request, said % {"reference": person_id})
    return redirect("protected_participants", slug=team.slug)


@never_cache
@GET_AND_POST
def protected(request: ActingRequest, slug: str) -> HttpResponse:
    """What the team does with protected persons, those whom one is named for, and the count of the others."""
    actor, team = enter_team(request, slug, "protection.open")
    form = CountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(actor, "protection.count", team)
        if _has_counted(request, actor, team, form):
            return redirect("protected_participants", slug=team.slug)
    persons = protected_persons(actor=actor, team=team)
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[one.person_id for one in persons],
        kind=ReadKind.LIST,
        place="page:protected",
    )
    rows = list(counts_of(team.pk)) if may(actor, "protection.count", team) else []
    context = {
        "team": team,
        "persons": persons,
        "about_rule": ABOUT_RULE[rule_of(team.pk)],
        "may_count": may(actor, "protection.count", team),
        "rows": rows,
        "totals": counted(rows),
        "form": form,
    }
    return render(request, "protection/protected.html", context, status=422 if form.errors else 200)


def _has_counted(request: ActingRequest, actor: Actor, team: Team, form: CountForm) -> bool:
    """Whether one more is counted; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    try:
        count_unregistered(
            actor=actor, team=team, year=form.cleaned_data["year"], sex=form.cleaned_data["sex"]
        )
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error("year", str(refusal))
        return False
    messages.success(request, _("One more is counted."))
    return True


@require_POST
def take_back(request: ActingRequest, slug: str, count_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "protection.count")
    take_back_count(actor=actor, team=team, count_id=count_id)
    messages.success(request, _("It is taken back."))
    return redirect("protected_participants", slug=team.slug)
