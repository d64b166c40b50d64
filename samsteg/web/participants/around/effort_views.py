"""Efforts and studies beside the team: adding, changing and ending them, taking back what never was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import NEW, Draft
from samsteg.participants.parallel import (
    ReadEffort,
    StaleEffort,
    efforts_of,
    save_effort,
    stay_now,
    take_back_effort,
)
from samsteg.web.participants.around.forms import EffortEntry
from samsteg.web.participants.around.pages import effort_views
from samsteg.web.participants.around.views import PLACE
from samsteg.web.participants.drafts import FormDraft, initial_from
from samsteg.web.participants.entering import Entered, log_of_person
from samsteg.web.participants.person import span
from samsteg.web.participants.plan.entering import enter_plan, frame, refuse, stale_words
from samsteg.web.requests import ActingRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    mine = FormDraft(entered, DraftKind.EFFORT, NEW, reverse("effort_new", args=[slug, person_id]))
    if (answer := mine.answer(request, EffortEntry.base_fields)) is not None:
        return answer
    draft = mine.read() if request.method != "POST" else None
    entry = _entry(request, draft, {"fact_id": 0}, is_new=True)
    if entry.is_valid():
        stay_id = stay_now(entered.actor, entered.team, person_id).pk
        if _is_saved(entered, entry, stay_id, entry.cleaned_data["code"]):
            mine.drop()
            messages.success(request, _("It is written down, and the figures count it."))
            return redirect("around", slug, person_id)
    return _show(request, entered, entry, None, draft)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(
    request: ActingRequest, slug: str, person_id: int, stay_id: int, code: str, ordinal: int
) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    now = _held(entered, stay_id, code, ordinal)
    if now is None and request.method != "POST":
        raise NotVisible
    initial = {"started_on": now.started_on, "ended_on": now.ended_on, "fact_id": now.fact_id} if now else {}
    back = reverse("effort", args=[slug, person_id, stay_id, code, ordinal])
    mine = FormDraft(entered, DraftKind.EFFORT, _draft_key(stay_id, code, ordinal), back)
    if now is not None and (answer := mine.answer(request, EffortEntry.base_fields)) is not None:
        return answer
    draft = mine.read() if request.method != "POST" else None
    entry = _entry(request, draft, initial, is_new=False)
    if now is None and not entry.is_valid():
        raise NotVisible
    if entry.is_valid() and _is_saved(entered, entry, stay_id, code, now):
        mine.drop()
        messages.success(request, _("It is changed, and the figures follow. What stood before is kept."))
        return redirect("around", slug, person_id)
    return _show(request, entered, entry, now, draft)


@never_cache
@require_POST
def take_back(
    request: ActingRequest, slug: str, person_id: int, stay_id: int, code: str, ordinal: int
) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    now = _now(entered, stay_id, code, ordinal)
    take_back_effort(
        actor=entered.actor,
        team=entered.team,
        person_id=person_id,
        stay_id=stay_id,
        code=code,
        expected_id=now.fact_id,
    )
    messages.success(request, _("It is taken back. The figures no longer count it."))
    return redirect("around", slug, person_id)


def _entry(
    request: ActingRequest, draft: Draft | None, initial: dict[str, Any], *, is_new: bool
) -> EffortEntry:
    data = request.POST if request.method == "POST" else None
    kept = initial_from(draft, EffortEntry.base_fields) if draft else {}
    return EffortEntry(data, is_new=is_new, initial=initial | kept, auto_id="id_%s")


def _draft_key(stay_id: int, code: str, ordinal: int) -> str:
    """The first period has no number in it: drafts were kept before there could be several."""
    return f"{stay_id}:{code}" if ordinal == 1 else f"{stay_id}:{code}:{ordinal}"


def _held(entered: Entered, stay_id: int, code: str, ordinal: int) -> ReadEffort | None:
    for one in efforts_of(entered.actor, entered.team, entered.person_id, entered.opened):
        if (one.stay_id, one.code, one.ordinal) == (stay_id, code, ordinal):
            return one
    return None


def _now(entered: Entered, stay_id: int, code: str, ordinal: int) -> ReadEffort:
    """Raises NotVisible."""
    held = _held(entered, stay_id, code, ordinal)
    if held is None:
        raise NotVisible
    return held


def _is_saved(
    entered: Entered, entry: EffortEntry, stay_id: int, code: str, now: ReadEffort | None = None
) -> bool:
    typed = entry.cleaned_data
    try:
        save_effort(
            actor=entered.actor,
            team=entered.team,
            person_id=entered.person_id,
            stay_id=stay_id,
            code=code,
            started_on=typed["started_on"],
            ended_on=typed["ended_on"],
            expected_id=typed["fact_id"],
        )
    except StaleEffort:
        entry.add_error(None, _stale(now))
        kept = {name: entry.data.get(name, "") for name in entry.fields}
        entry.data = kept | {"fact_id": now.fact_id if now else 0}
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _stale(now: ReadEffort | None) -> str:
    """Who was first, and what stands there now."""
    if now is None or now.written_at is None:
        return _(
            "Somebody else has taken this back, while you were writing. Save to write it down again, "
            "or leave it."
        )
    return stale_words(now.writer_id, now.written_at, [span(now.started_on, now.ended_on)])


def _show(
    request: ActingRequest,
    entered: Entered,
    entry: EffortEntry,
    now: ReadEffort | None,
    draft: Draft | None,
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "entry": entry,
        "draft": draft,
        "now": effort_views([now])[0] if now else None,
    }
    return render(request, "around/effort.html", context, status=422 if entry.errors else 200)
