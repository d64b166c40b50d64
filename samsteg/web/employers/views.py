"""The team's register of employers: the list, the spreadsheet, one employer, and changing it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import xlsxwriter
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samsteg.accounts.names import names_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.governance.outreach.selectors import outreach_with
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.placements.employers.names import newest_signed
from samsteg.placements.employers.records import ListedEmployer
from samsteg.placements.employers.selectors import (
    STALE_CONTACT,
    OneEmployer,
    employer_of,
    employer_or_twin,
    employers_of,
    persons_there,
    unlisted_names,
)
from samsteg.placements.employers.services import ACT, add_employer, change_employer, values_of
from samsteg.placements.enums import Outcome, PlacementForm
from samsteg.placements.models import EmployerDocument
from samsteg.web.downloads import attachment
from samsteg.web.employers.forms import (
    AskedEntry,
    AskEntry,
    ContactEntry,
    DocumentEntry,
    EmployerEntry,
    NoteEntry,
    SignedEntry,
)
from samsteg.web.employers.pages import (
    CHIPS,
    COLUMNS,
    ListState,
    Order,
    chosen,
    list_view,
    state_of,
    texts_of,
)
from samsteg.web.participants.entering import require_id
from samsteg.web.participants.person import span
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

VIEW = "employers.view"
PLACE = "page:employer"
MOST_UNLISTED = 10  # each of them offers the whole register
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@never_cache
@require_safe
def employers(request: ActingRequest, slug: str) -> HttpResponse:
    _actor, team = enter_team(request, slug, VIEW)
    state, every, unlisted = state_of(request.GET), employers_of(team), unlisted_names(team)
    context = {
        "team": team,
        "list": list_view(state, every, timezone.localdate()),
        "state": state,
        "has_any": bool(every),
        "unlisted": unlisted[:MOST_UNLISTED],
        "unlisted_count": len(unlisted),
        "options": _options(every) if unlisted else "",
    }
    return render(request, "employers/list.html", context)


def _options(every: list[ListedEmployer]) -> str:
    """Made once: each unlisted name offers the whole register."""
    return format_html_join(
        "", '<option value="{}">{}</option>', ((one.employer_id, one.name) for one in every)
    )


@never_cache
@require_GET
def excel(request: ActingRequest, slug: str) -> HttpResponse:
    """All rows of the chosen filter and search, also those that the page has not got to yet."""
    _actor, team = enter_team(request, slug, "participants.export")
    today = timezone.localdate()
    state = state_of(request.GET)
    rows = chosen(state, employers_of(team), today)
    return attachment(_spreadsheet(team, state, rows, today), f"{team.slug}-arbetsgivare-{today}.xlsx")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    initial = {"name": request.GET.get("namn", "")[:200], "status": "active"}
    entry = EmployerEntry(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and entry.is_valid():
        try:
            row = add_employer(actor=actor, team=team, values=entry.values())
        except Refused as fault:
            add_fault(entry, fault)
        else:
            messages.success(request, _("The employer is saved."))
            return redirect("employer", slug, row.pk)
    context = {"team": team, "entry": entry, "one": None}
    return render(request, "employers/form.html", context, status=422 if entry.errors else 200)


@never_cache
@require_safe
def employer(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, VIEW)
    require_id(employer_id)
    one = employer_or_twin(team, employer_id)
    if one.row.pk != employer_id:
        return redirect("employer", slug, one.row.pk)
    return show(request, actor, team, one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ActingRequest, slug: str, employer_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, ACT)
    require_id(employer_id)
    one = employer_of(team, employer_id)
    initial = {**asdict(values_of(one.row)), "version": one.row.version}
    entry = EmployerEntry(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and entry.is_valid():
        version = entry.cleaned_data["version"] or 0
        try:
            change_employer(
                actor=actor,
                team=team,
                employer_id=employer_id,
                expected_version=version,
                values=entry.values(),
            )
        except Refused as fault:
            add_fault(entry, fault)
            _go_by_now(entry, one)
        else:
            messages.success(request, _("The employer is saved."))
            return redirect("employer", slug, employer_id)
    context = {"team": team, "entry": entry, "one": one}
    return render(request, "employers/form.html", context, status=422 if entry.errors else 200)


def add_fault(entry: forms.Form, fault: Refused) -> None:
    name = getattr(fault, "field", "")
    entry.add_error(name if name in entry.fields else None, str(fault))


def _go_by_now(entry: EmployerEntry, one: OneEmployer) -> None:
    """Compared and saved again, a stale form goes by what holds now."""
    if entry.non_field_errors():
        entry.data = entry.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        entry.data["version"] = str(one.row.version)  # type: ignore[index]  # as above


def show(
    request: ActingRequest,
    actor: Actor,
    team: Team,
    one: OneEmployer,
    faulty: dict[str, forms.Form] | None = None,
) -> HttpResponse:
    """One employer's page; `faulty` are forms to show again, by the names of the template."""
    persons = persons_there(actor, team, one.keys)
    ids = {person.person_id for person in persons}
    log_reads(actor=actor, team_id=team.pk, person_ids=ids, kind=ReadKind.LIST, place=PLACE)
    writers = [*(note.written_by_id for note in one.notes), *(row.added_by_id for row in one.documents)]
    names, today = names_of(writers), timezone.localdate()
    asked = {"ask_again_on": one.row.ask_again_on, "ask_again_why": one.row.ask_again_why}
    context: dict[str, Any] = {
        "team": team,
        "one": one,
        "persons": [
            (
                person,
                word(PlacementForm, person.form),
                span(person.started_on, person.ended_on),
                word(Outcome, person.outcome),
            )
            for person in persons
        ],
        "notes": [(note, names.get(note.written_by_id, "")) for note in one.notes],
        "documents": _documents(one, names, faulty.get("signed") if faulty else None),
        "outreach": outreach_with(actor, team, [one.row.pk, *(twin.pk for twin in one.twins)]),
        "contacts": [(row, row.confirmed_on < today - STALE_CONTACT) for row in one.contacts],
        "is_to_ask": one.row.ask_again_on is not None and one.row.ask_again_on <= today,
        "ask": AskEntry(initial=asked),
        "asked": AskedEntry(prefix="fragat"),
        "contact": ContactEntry(prefix="kontakt"),
        "note": NoteEntry(initial={"happened_on": today}),
        "document": DocumentEntry(prefix="dokument"),
        **(faulty or {}),
    }
    return render(request, "employers/one.html", context, status=422 if faulty else 200)


def _documents(
    one: OneEmployer, names: Mapping[int, str], faulty: forms.Form | None
) -> list[tuple[EmployerDocument, str, forms.Form]]:
    """Each with who put it in, and the form of its day of signing; `faulty` in the place of the one it is about."""
    found = []
    for row in one.documents:
        entry: forms.Form = SignedEntry(
            initial={"id": row.pk, "signed_on": row.signed_on}, prefix="skrivet", auto_id=f"id_{row.pk}_%s"
        )
        if faulty is not None and str(faulty["id"].value()) == str(row.pk):
            entry = faulty
        found.append((row, names.get(row.added_by_id, ""), entry))
    return found


def _spreadsheet(team: Team, state: ListState, rows: list[ListedEmployer], today: dt.date) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(_("Employers"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) + 2, 24)
    signed = newest_signed(team)
    heads = [str(label) for _order, label in COLUMNS]
    heads += [_("Why then"), _("Kinds of tasks"), _("Newest agreement signed")]
    sheet.write_row(0, 0, heads, bold)
    for number, one in enumerate(rows, start=1):
        texts = texts_of(one)
        for place, (order, _label) in enumerate(COLUMNS):
            if order in (Order.NOW, Order.BEFORE):
                sheet.write_number(number, place, one.here_now if order is Order.NOW else one.here_before)
            else:
                sheet.write_string(number, place, texts[order])
        sheet.write_string(number, len(COLUMNS), one.ask_again_why)
        sheet.write_string(number, len(COLUMNS) + 1, one.tasks)
        sheet.write_string(number, len(COLUMNS) + 2, str(signed.get(one.employer_id, "")))
    about = book.add_worksheet(_("About the list"))
    about.set_column(0, 0, 100)
    lines = [
        _("Employers of %(team)s, %(day)s.") % {"team": team.name, "day": today},
        _("Shown: %(filter)s, %(count)d rows.")
        % {"filter": str(CHIPS[state.shown]).lower(), "count": len(rows)},
        *([_("Search: %(text)s") % {"text": state.search}] if state.search else []),
        *([_("Practice: no real persons")] if is_practice(team) else []),
    ]
    for number, text in enumerate(lines):
        about.write_string(number, 0, text)
    book.close()
    return buffer.getvalue()
