"""The team's template of the final documentation: edited by the lead, read by all who make such papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.final.selectors import (
    Version,
    final_shape_at,
    final_version,
    final_versions,
    newest_version,
)
from samsteg.reports.final.services import ACT, StaleTemplate, save_final_template
from samsteg.reports.final.shape import (
    GAPS,
    STANDARD,
    Shape,
    TemplateRefused,
    require_usable,
    tidied,
    what_differs,
)
from samsteg.reports.render import render_blocks
from samsteg.web.final.made_up import made_up
from samsteg.web.final.paper import final_paper
from samsteg.web.final.template_forms import TemplateEntry, template_entry
from samsteg.web.participants import words
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

READ = "way.change"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: ActingRequest, slug: str) -> HttpResponse:
    """Saved as a new version from a day on: papers that are made already keep theirs."""
    actor, team = enter_team(request, slug, ACT if request.method == "POST" else READ)
    posted = request.POST if request.method == "POST" else None
    versions = final_versions(actor, team)
    edited = versions[0].shape if versions else STANDARD
    entry = template_entry(posted, edited, str(timezone.localdate()), newest_version(team))
    if posted is not None and _saved(request, actor, team, entry):
        return redirect("final_template", slug)
    context = {
        "team": team,
        "entry": entry,
        "gaps": _gaps(),
        "now": final_shape_at(team, timezone.localdate()),
        "versions": versions,
        "may_write": may(actor, ACT, team),
    }
    return render(request, "final/template.html", context, status=422 if entry.has_faults else 200)


def _saved(request: ActingRequest, actor: Actor, team: Team, entry: TemplateEntry) -> bool:
    is_back = "standard" in request.POST
    if not (entry.texts.is_valid() if is_back else entry.is_valid()):
        return False
    day = entry.texts.cleaned_data["valid_from"]
    try:
        save_final_template(
            actor=actor,
            team=team,
            shape=STANDARD if is_back else entry.shape(),
            valid_from=day,
            expected_version=entry.texts.cleaned_data["version"],
        )
    except StaleTemplate:
        _tell_stale(actor, team, entry)
        return False
    except TemplateRefused as fault:
        entry.refuse(fault)
        return False
    told = (
        _("The standard template holds from %(day)s.") if is_back else _("The template holds from %(day)s.")
    )
    messages.success(request, f"{told % {'day': day}} {_('Papers that are made already keep theirs.')}")
    return True


def _tell_stale(actor: Actor, team: Team, entry: TemplateEntry) -> None:
    """Who came before and what it was; the next save is a choice made knowingly."""
    seen, (newest, *_older) = entry.texts.cleaned_data["version"], final_versions(actor, team)
    before = final_version(actor, team, seen) if 0 < seen < newest.shape.version else None
    changed = what_differs(before.shape if before else STANDARD, newest.shape)
    told = {"name": newest.by, "at": words.moment(newest.recorded_at), "what": ", ".join(changed)}
    text = _(
        "%(name)s saved another version at %(at)s, while you were writing: %(what)s. What you wrote is kept. "
        "Compare, and save what is to hold."
    )
    plain = _("%(name)s saved another version at %(at)s, while you were writing. What you wrote is kept.")
    entry.texts.add_error(None, (text if changed else plain) % told)
    typed = {name: entry.texts.data.get(name, "") for name in entry.texts.fields}
    entry.texts.data = typed | {"version": newest.shape.version}


@never_cache
@require_POST
def preview(request: ActingRequest, slug: str) -> HttpResponse:
    """What is typed, as a paper about somebody who is made up. Saves nothing."""
    _actor, team = enter_team(request, slug, ACT)
    entry = template_entry(request.POST, STANDARD, "", 0)
    if entry.is_valid():
        shape = tidied(entry.shape())
        try:
            require_usable(shape)
        except TemplateRefused as fault:
            entry.refuse(fault)
        else:
            shape = replace(shape, version=newest_version(team) + 1, valid_from=timezone.localdate())
            return render(request, "final/preview.html", _shown(team, shape))
    return render(request, "final/preview.html", {"team": team, "entry": entry}, status=422)


@never_cache
@require_GET
def version(request: ActingRequest, slug: str, version: int) -> HttpResponse:
    """One that holds, held or was replaced, as a paper about somebody who is made up; 0 is the standard."""
    actor, team = enter_team(request, slug, READ)
    found = final_version(actor, team, version)
    return render(request, "final/preview.html", _shown(team, found.shape if found else STANDARD, found))


def _shown(team: Team, shape: Shape, version: Version | None = None) -> dict[str, Any]:
    today = timezone.localdate()
    paper = final_paper(
        made_up(team, today), shape=shape, team=team, today=today, is_practice=True, to_write_on=True
    )
    return {
        "team": team,
        "shape": shape,
        "version": version,
        "paper": paper,
        "blocks": render_blocks(paper.blocks),
    }


def _gaps() -> list[tuple[str, str]]:
    return [(f"{{{name}}}", str(about)) for name, about in GAPS.items()]
