"""The controller officer's pages of a team: its roles, the yearly question, and what the controller has decided."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.controller_rules import VALUES, decide_rule, decisions_of, rules_at
from samsteg.access.controllers import controllers_of, date_controller
from samsteg.access.entitlement import confirm_role, roles_of
from samsteg.access.enums import STAFF_ROLES, Role, RuleName
from samsteg.access.granting import end_membership, grant_membership
from samsteg.access.protection import opened_by_nobody
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.web.officer.entering import enter_governed
from samsteg.web.officer.forms import ControllerForm, GrantForm, RuleForm
from samsteg.web.officer.words import ABOUT, value_words
from samsteg.web.requests import ActingRequest

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
DAY = dt.timedelta(days=1)


@GET_AND_POST
@never_cache
def staff(request: ActingRequest, slug: str) -> HttpResponse:
    """The team's roles, and the form that gives one."""
    actor, team = enter_governed(request, slug)
    form = GrantForm(request.POST if request.method == "POST" else None, granter_id=actor.user_id)
    if request.method == "POST" and _granted(request, actor, team, form):
        return redirect("officer_staff", slug=team.slug)
    today = timezone.localdate()
    held = roles_of(actor=actor, team=team)
    context = {
        "team": team,
        "form": form,
        "held": [(one, one.is_due(today)) for one in held if not one.is_ended],
        "ended": [one for one in held if one.is_ended],
        "due_count": sum(one.is_due(today) for one in held),
        "own_id": actor.user_id,
        "alone_count": opened_by_nobody(team.pk).count(),
    }
    return render(request, "officer/staff.html", context, status=422 if form.errors else 200)


def _granted(request: ActingRequest, actor: Actor, team: Team, form: GrantForm) -> bool:
    """Whether the role is given; otherwise the form says why not, with everything as typed."""
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        made = grant_membership(
            actor=actor,
            team=team,
            user=typed["user"],
            role=Role(typed["role"]),
            valid_from=typed["valid_from"],
            valid_to=typed["last_day"] + DAY if typed["last_day"] else None,
            authority=typed["authority"],
            is_acting=typed["is_acting"],
        )
    except PermissionRefused:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    said = {"name": made.user.shown_name, "role": Role(made.role).label, "day": made.valid_from.isoformat()}
    messages.success(request, _("%(name)s: %(role)s from %(day)s.") % said)
    return True


@require_POST
def end_role(request: ActingRequest, slug: str, membership_id: int) -> HttpResponse:
    """From this moment: the next request of the person is refused."""
    actor, team = enter_governed(request, slug)
    ended = end_membership(actor=actor, team=team, membership_id=membership_id, ends_on=timezone.localdate())
    messages.success(request, _("The role of %(name)s has ended.") % {"name": ended.user.shown_name})
    if ended.role in STAFF_ROLES:
        messages.info(request, _("Ask the team lead to hand over the participants: The team, Hand over."))
    return redirect("officer_staff", slug=team.slug)


@require_POST
def keep_role(request: ActingRequest, slug: str, membership_id: int) -> HttpResponse:
    actor, team = enter_governed(request, slug)
    held = confirm_role(actor=actor, team=team, membership_id=membership_id)
    said = {"name": held.user.shown_name}
    messages.success(request, _("%(name)s keeps the role. The question comes back in a year.") % said)
    return redirect("officer_staff", slug=team.slug)


@require_safe
@never_cache
def rules(request: ActingRequest, slug: str) -> HttpResponse:
    """All rules with what holds today."""
    actor, team = enter_governed(request, slug, "controller.decide")
    newest = decisions_of(actor=actor, team=team)
    held = rules_at(team.pk)
    rows = [
        {
            "name": name,
            "label": RuleName(name).label,
            "about": ABOUT[RuleName(name)],
            "value": value_words(name, held[name]),
            "decisions": [(one, value_words(name, one.value)) for one in newest if one.name == name],
        }
        for name in VALUES
    ]
    context = {"team": team, "rows": rows, "controllers": controllers_of(actor=actor, team=team)}
    return render(request, "officer/rules.html", context)


@GET_AND_POST
@never_cache
def rule(request: ActingRequest, slug: str, name: str) -> HttpResponse:
    """A new decision about one rule."""
    actor, team = enter_governed(request, slug, "controller.decide")
    if name not in VALUES:
        raise NotVisible
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        name=name,
        initial={"value": rules_at(team.pk)[name]},
    )
    if request.method == "POST" and form.is_valid():
        decide_rule(actor=actor, team=team, name=name, **form.cleaned_data)
        messages.success(request, _("The decision is saved."))
        return redirect("officer_rules", slug=team.slug)
    context = {"team": team, "form": form, "label": RuleName(name).label, "about": ABOUT[RuleName(name)]}
    return render(request, "officer/rule.html", context, status=422 if form.errors else 200)


@GET_AND_POST
@never_cache
def controller(request: ActingRequest, slug: str, decision_id: int) -> HttpResponse:
    """The day and number of the decision that an authority answers for the team's records."""
    actor, team = enter_governed(request, slug, "controller.decide")
    named = next((one for one in controllers_of(actor=actor, team=team) if one.pk == decision_id), None)
    if named is None:
        raise NotVisible
    form = ControllerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            date_controller(actor=actor, team=team, decision_id=decision_id, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("decided_on", str(refusal))
        else:
            messages.success(request, _("The decision is saved."))
            return redirect("officer_rules", slug=team.slug)
    context = {"team": team, "form": form, "authority": named.controller}
    return render(request, "officer/controller.html", context, status=422 if form.errors else 200)
