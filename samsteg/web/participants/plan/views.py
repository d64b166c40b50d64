"""A person's plan: reading it, and writing one part of it at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.enums import DataCategory
from samsteg.access.keeping import keepable_sources
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.participants.drafts.sealed import NEW, Draft
from samsteg.participants.plans.drafts import draft_of, drop_draft, keep_draft, text_place
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.records import ReadText
from samsteg.participants.plans.rules import StalePlan
from samsteg.participants.plans.selectors import plan_of, versions_of_text
from samsteg.participants.plans.services import write_text
from samsteg.web.participants.drafts import tell_kept
from samsteg.web.participants.entering import Entered, enter_person, log_of_person, require_id
from samsteg.web.participants.plan.chart import scale_chart
from samsteg.web.participants.plan.entering import PLACE, enter_plan, frame, refuse, tell_stale
from samsteg.web.participants.plan.forms import TextEntry
from samsteg.web.participants.plan.from_referral import referral_answers, taken_over
from samsteg.web.participants.plan.pages import QUESTIONS, plan_view, text_views
from samsteg.web.requests import ActingRequest


@never_cache
@require_safe
def plan(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_person(request, slug, person_id)
    found = plan_of(entered.actor, entered.team, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "plan": plan_view(entered, found),
        "is_empty": found.is_empty,
        "chart": scale_chart(found.scale),
    }
    return render(request, "plan/plan.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: ActingRequest, slug: str, person_id: int, part: str, source_id: int) -> HttpResponse:
    """One part, in the team's own words (`source_id` 0) or as an authority has told it."""
    entered, source = enter_plan(request, slug, person_id), source_id or None
    require_id(source_id)
    if part not in PlanPart.values:
        raise NotVisible
    told = versions_of_text(entered.actor, entered.team, person_id, part, source)
    if request.method != "POST":
        return _text(request, entered, part, source, told)
    if "drop" in request.POST:
        place = text_place(part, source)
        drop_draft(actor=entered.actor, team=entered.team, person_id=person_id, place=place)
        messages.info(request, _("The draft is gone. The plan stands as it was."))
        return redirect("plan", slug, person_id)
    entry = TextEntry(request.POST, auto_id="id_%s")
    if entry.is_valid() and _is_written(entered, entry, part, source, told):
        messages.success(request, _("The plan is saved. What it said before can still be read."))
        return redirect("plan", slug, person_id)
    return _text(request, entered, part, source, told, entry)


@never_cache
@require_POST
def draft(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    """Keeps what is typed, while it is typed. Answers with a line for the page to show."""
    entered = enter_plan(request, slug, person_id)
    place = request.POST.get("place", "")
    kept = keep_draft(
        actor=entered.actor, team=entered.team, person_id=person_id, place=place, typed=request.POST.dict()
    )
    return tell_kept(request, kept, address_of(entered, place))


def address_of(entered: Entered, place: str) -> str:
    """Of the form that the place names: keep_draft has let it through."""
    kind, *more = place.split(":")
    where = [entered.team.slug, entered.person_id]
    if kind == "text":
        return reverse("plan_text", args=[*where, *more])
    if kind == "close":
        return reverse("plan_step_close", args=[*where, *more])
    if kind == "scale" and more[0] == NEW:
        return reverse("plan_scale", args=where)
    if kind == "scale":
        return reverse("plan_scale_correct", args=[*where, *more])
    return reverse("plan_step_new" if more[0] in StepKind.values else "plan_step", args=[*where, *more])


def _is_written(
    entered: Entered, entry: TextEntry, part: str, source: int | None, told: tuple[ReadText, ...]
) -> bool:
    """Otherwise the form says why, and holds the version that is shown beside it."""
    typed = entry.cleaned_data
    try:
        write_text(
            actor=entered.actor,
            team=entered.team,
            person_id=entered.person_id,
            part=part,
            source_id=source,
            category=typed["category"],
            text=typed["text"],
            expected_version=typed["version"],
        )
    except StalePlan:
        tell_stale(entry, told[0].origin if told else None)
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _version(told: tuple[ReadText, ...]) -> int:
    return told[0].origin.version if told else 0


def _text(
    request: ActingRequest,
    entered: Entered,
    part: str,
    source: int | None,
    told: tuple[ReadText, ...],
    faulty: TextEntry | None = None,
) -> HttpResponse:
    place = text_place(part, source)
    draft = Draft() if faulty else draft_of(entered.actor, entered.team, entered.person_id, place)
    now = told[0] if told else None
    usual = (
        "" if part == PlanPart.OBSTACLES else DataCategory.PLANNING.value
    )  # what is in the way may be health
    answers = referral_answers(entered) if source is None and not told else ()
    initial = {
        "text": now.text if now else taken_over(answers, request.GET.get("svar", "")),
        "category": now.origin.category if now else usual,
        "version": _version(told),
    }
    entry = faulty or TextEntry(initial=initial | draft.texts, auto_id="id_%s")
    log_of_person(entered, ReadKind.VIEW, PLACE)
    versions = text_views(told)
    context = {
        **frame(entered),
        "entry": entry,
        "part": part,
        "label": PlanPart(part).label,
        "question": QUESTIONS[PlanPart(part)],
        "source": _source_name(entered, source, now),
        "source_id": source or 0,
        "place": place,
        "draft": draft,
        "answers": answers,
        "now": versions[0] if versions else None,
        "earlier": versions[1:],
    }
    return render(request, "plan/text.html", context, status=422 if entry.errors else 200)


def _source_name(entered: Entered, source: int | None, now: ReadText | None) -> str:
    """Raises NotVisible for an authority that has told nothing and may tell nothing."""
    if source is None:
        return ""
    if now is not None:
        return now.origin.source
    names = keepable_sources(entered.team, entered.person_id)
    if source not in names:
        raise NotVisible
    return names[source]
