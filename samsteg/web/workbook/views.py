"""A workbook in: upload, look before anything is stored, read in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.exchange.corrections import Correction
from samsteg.exchange.models import StagedFile
from samsteg.exchange.parsing import Place
from samsteg.exchange.services import Imported, ImportRefused, PlanChanged, fingerprint, preview_import
from samsteg.exchange.staging import (
    apply_staged,
    correct_staged,
    corrections_of,
    discard_staged,
    read_staged,
    stage_file,
    staged_file,
)
from samsteg.exchange.undo import UNDO_FOR
from samsteg.organisation.models import Team
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.workbook.fixing import read_fixes
from samsteg.web.workbook.forms import ApplyForm, UploadForm
from samsteg.web.workbook.preview import PlanView, View, shown_count, view_of

PLACE = "page:import"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.import")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.upload
        try:
            with transaction.atomic():
                staged = stage_file(actor=actor, team=team, chunks=file.chunks(), file_name=file.name or "")
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("preview", slug=team.slug, key=staged.key)
    return render(
        request, "workbook/upload.html", {"team": team, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: ActingRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.import")
    staged = staged_file(actor=actor, team=team, key=key, lock=request.method == "POST")
    if staged.applied_at is not None:
        if request.method == "POST":
            messages.info(request, _("This file has already been read in. Nothing was read in twice."))
            return redirect("team", slug=team.slug)
        return render(request, "workbook/applied.html", {"team": team, "staged": staged})
    if request.method != "POST":
        return _show(request, actor, team, staged)
    found = read_fixes(request.POST, corrections_of(staged))
    if found or "check" in request.POST:
        return _check_again(request, staged, found)
    return _apply(request, actor, team, staged)


@require_POST
def cancel(request: ActingRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.import")
    staged = staged_file(actor=actor, team=team, key=key, lock=True)
    if staged.applied_at is None:
        discard_staged(staged)
        messages.info(request, _("The file has been thrown away. Nothing was stored."))
    return redirect("upload", slug=team.slug)


def _check_again(
    request: ActingRequest, staged: StagedFile, found: Mapping[Place, Correction | None]
) -> HttpResponse:
    """Keeps what was mended and shows the rows again, whichever button was pressed."""
    correct_staged(staged, found)
    if not found:
        messages.info(request, _("No cell was changed."))
    elif "check" in request.POST or "back" in request.POST:
        messages.success(request, _("Your corrections are kept. Nothing is stored yet."))
    else:
        messages.info(
            request, _("Your corrections are kept. Look at the rows again before you read them in.")
        )
    return redirect(request.get_full_path())


def _apply(request: ActingRequest, actor: Actor, team: Team, staged: StagedFile) -> HttpResponse:
    form = ApplyForm(request.POST)
    form.is_valid()
    try:
        done = apply_staged(
            actor=actor,
            team=team,
            staged=staged,
            expected=form.cleaned_data.get("seen", ""),
            leave_out_wrong=form.cleaned_data.get("leave_out", False),
            place=PLACE,
        )
    except PlanChanged as refusal:
        return _show(request, actor, team, staged, refusal=str(refusal), status=409)
    except ImportRefused as refusal:
        return _show(request, actor, team, staged, refusal=str(refusal), status=422)
    messages.success(request, _receipt_with_undo(done, team, staged.file_name))
    return redirect("team", slug=team.slug)


def _receipt_with_undo(done: Imported, team: Team, file_name: str) -> str:
    said = receipt(done, file_name)
    if done.source_id is None:
        return said
    address = reverse("undo_import", args=[team.slug, done.source_id])
    until = timezone.localdate() + UNDO_FOR
    return format_html(
        '{} <a href="{}">{}</a> {}',
        said,
        address,
        _("Undo"),
        _("until %(day)s.") % {"day": until.isoformat()},
    )


def _show(
    request: ActingRequest,
    actor: Actor,
    team: Team,
    staged: StagedFile,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = preview_import(actor=actor, team=team, parsed=read_staged(staged), place=PLACE)
    shown: PlanView = view_of(
        plan, View.of(request.GET.get("visa")), shown_count(request.GET.get("antal")), corrections_of(staged)
    )
    context = {
        "team": team,
        "staged": staged,
        "plan": shown,
        "seen": fingerprint(plan),
        "refusal": refusal,
        "leave_out": bool(request.POST.get("leave_out")),
    }
    return render(request, "workbook/preview.html", context, status=status)


def receipt(done: Imported, file_name: str) -> str:
    """What happened, in the words of the button."""
    if done.source_id is None:
        return _("Nothing in %(file)s was new. Nothing changed.") % {"file": file_name}
    written = ngettext(
        "%(count)d row was read in from %(file)s.", "%(count)d rows were read in from %(file)s.", done.written
    ) % {"count": done.written, "file": file_name}
    left_out = done.plan.counts["wrong"]
    if not left_out:
        return written
    left = ngettext("%(count)d wrong row was left out.", "%(count)d wrong rows were left out.", left_out)
    return f"{written} {left % {'count': left_out}}"
