"""Who is round a participant, and what goes on beside the team: reading it, and writing who."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.consent_sheet import authorities_to_choose
from samsteg.access.keeping import keepable_sources
from samsteg.access.protection import protected_among
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.participants.around.enums import RoleAround
from samsteg.participants.around.records import ReadAround
from samsteg.participants.around.selectors import around_of, versions_of_around
from samsteg.participants.around.services import StaleAround, save_around
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import NEW, Draft
from samsteg.participants.parallel import efforts_of
from samsteg.web.participants import words
from samsteg.web.participants.around.forms import AroundEntry
from samsteg.web.participants.around.pages import around_views, effort_views
from samsteg.web.participants.drafts import FormDraft, initial_from
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.plan.entering import enter_plan, frame, refuse, stale_words
from samsteg.web.requests import ActingRequest

PLACE = "page:around"


@never_cache
@require_safe
def around(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_person(request, slug, person_id)
    found = around_of(entered.actor, entered.team, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    efforts = effort_views(efforts_of(entered.actor, entered.team, person_id, entered.opened))
    context = {
        **frame(entered),
        "now": around_views(found.now, entered),
        "before": around_views(found.before, entered),
        "efforts": [one for one in efforts if not one.is_over],
        "earlier_efforts": [one for one in efforts if one.is_over],
        "is_protected": bool(protected_among(entered.team.pk, [person_id])),
    }
    return render(request, "around/around.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str, person_id: int) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    mine = FormDraft(entered, DraftKind.AROUND, NEW, reverse("around_new", args=[slug, person_id]))
    if request.method != "POST":
        draft = mine.read()
        initial = {"version": 0} | initial_from(draft, AroundEntry.base_fields)
        return _show(request, entered, _entry(entered, initial=initial), draft=draft)
    if (answer := mine.answer(request, AroundEntry.base_fields)) is not None:
        return answer
    entry = _entry(entered, request.POST)
    if entry.is_valid() and _is_saved(entered, entry, ()):
        mine.drop()
        messages.success(request, _("It is written down."))
        return redirect("around", slug, person_id)
    return _show(request, entered, entry)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    entered = enter_plan(request, slug, person_id)
    told = versions_of_around(entered.actor, entered.team, person_id, series)
    mine = FormDraft(
        entered, DraftKind.AROUND, str(series), reverse("around_one", args=[slug, person_id, series])
    )
    if request.method != "POST":
        draft = mine.read()
        initial = _initial(told[0]) | initial_from(draft, AroundEntry.base_fields)
        return _show(request, entered, _entry(entered, initial=initial, now=told[0]), told, draft)
    if (answer := mine.answer(request, AroundEntry.base_fields)) is not None:
        return answer
    entry = _entry(entered, request.POST, now=told[0])
    if entry.is_valid() and _is_saved(entered, entry, told):
        mine.drop()
        messages.success(request, _("It is changed. What it said before can still be read."))
        return redirect("around", slug, person_id)
    return _show(request, entered, entry, told)


def _entry(
    entered: Entered, data: object = None, now: ReadAround | None = None, **kwargs: object
) -> AroundEntry:
    """What is chosen already stays among the choices, though no consent is in force."""
    sources = keepable_sources(entered.team, entered.person_id)
    if now is not None and now.values.source_id is not None:
        sources[now.values.source_id] = now.source
    return AroundEntry(
        data,  # type: ignore[arg-type]  # a QueryDict or None
        authorities_to_choose(),
        sources,
        auto_id="id_%s",
        **kwargs,
    )


def _is_saved(entered: Entered, entry: AroundEntry, told: Sequence[ReadAround]) -> bool:
    """`told`: the versions, the newest first; none for somebody new."""
    now = told[0] if told else None
    try:
        save_around(
            actor=entered.actor,
            team=entered.team,
            person_id=entered.person_id,
            series=now.series if now else None,
            expected_version=entry.cleaned_data["version"],
            values=entry.values(),
            once=None if now else entry.cleaned_data["once"],
        )
    except StaleAround as fault:
        entry.add_error(None, _stale(entry, told) or str(fault))
        typed = {name: entry.data.get(name, "") for name in entry.fields if name in entry.data}
        entry.data = typed | {"version": now.version if now else 0}
    except Refused as fault:
        refuse(entry, fault)
    else:
        return True
    return False


def _stale(entry: AroundEntry, told: Sequence[ReadAround]) -> str:
    """Who has changed which fields since the version that the form was opened with."""
    opened = [one for one in told if one.version == entry.cleaned_data["version"]]
    if not told or not opened:
        return ""
    before, now = _initial(opened[0]), _initial(told[0])
    changed = [
        str(field.label)
        for name, field in entry.fields.items()
        if name != "version" and name in now and now[name] != before[name]
    ]
    return stale_words(told[0].writer_id, told[0].written_at, changed)


def _initial(now: ReadAround) -> dict[str, object]:
    values = now.values
    return {
        "role": words.word(RoleAround, values.role),
        "name": values.name,
        "authority_id": values.authority_id,
        "workplace": values.workplace,
        "contact": values.contact,
        "remark": values.remark,
        "from_on": values.from_on,
        "until_on": values.until_on,
        "is_called_to_sip": values.is_called_to_sip,
        "source_id": values.source_id,
        "version": now.version,
    }


def _show(
    request: ActingRequest,
    entered: Entered,
    entry: AroundEntry,
    told: tuple[ReadAround, ...] = (),
    draft: Draft | None = None,
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    versions = around_views(told, entered)
    context = {
        **frame(entered),
        "entry": entry,
        "draft": draft,
        "roles": [role.label for role in RoleAround],
        "now": versions[0] if versions else None,
        "earlier": versions[1:],
        "today": timezone.localdate(),
    }
    return render(request, "around/one.html", context, status=422 if entry.errors else 200)
