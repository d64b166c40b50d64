"""Imports that have been made: the list, and the page that asks before one is undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.exchange.columns import SHEETS
from samsteg.exchange.history import PAGE, import_history, past_import
from samsteg.exchange.undo import UndoPlan, UndoRefused, preview_undo, undo_import, undoable_until
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team
from samsteg.web.workbook.preview import shown_count


@require_safe
@never_cache
def history(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.import")
    count = shown_count(request.GET.get("antal"))
    past = import_history(actor=actor, team=team, count=max(count, PAGE))
    context = {"team": team, "past": past, "next_count": len(past.imports) + PAGE}
    return render(request, "workbook/history.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: ActingRequest, slug: str, source_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.import")
    plan = preview_undo(actor=actor, team=team, source_id=source_id)
    refusal = plan.refusal
    if request.method == "POST":
        try:
            undo_import(actor=actor, team=team, source_id=source_id)
        except UndoRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The import is undone. The figures are those from before it."))
            return redirect("import_history", slug=team.slug)
    context = {
        "team": team,
        "past": past_import(team=team, applied=plan.applied),
        "plan": plan,
        "refusal": refusal,
        "until": undoable_until(plan.applied),
        "rows": _by_title(plan, clashes=False),
        "clashes": _by_title(plan, clashes=True),
    }
    return render(request, "workbook/undo.html", context, status=409 if request.method == "POST" else 200)


def _by_title(plan: UndoPlan, *, clashes: bool) -> list[tuple[str, int]]:
    """Counts by the sheets' titles, in the order of the workbook."""
    counts = plan.clashes if clashes else plan.rows
    return [(SHEETS[name].title, counts[name]) for name in SHEETS if counts.get(name)]
