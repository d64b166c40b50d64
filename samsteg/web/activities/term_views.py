"""One term of a group: its last day, its breaks, and the way back from one that was planned by mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samsteg.activities.models import Group
from samsteg.activities.selectors import group_of
from samsteg.activities.services import own_group
from samsteg.activities.terms import (
    Mended,
    TermInShort,
    add_break,
    change_last_day,
    redo_term,
    remove_break,
    terms_in_short,
    undo_term,
)
from samsteg.core.errors import NotVisible, Refused
from samsteg.web.activities.forms import BreakEntry, LastDayEntry, show_refusal
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.pages import weekday_of
from samsteg.web.calendar.forms import day_in
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

Entries = dict[str, forms.Form]


@never_cache
@GET_AND_POST
def group_term(request: ActingRequest, slug: str, group_id: int, term_id: int) -> HttpResponse:
    """The button's value says which of the page's forms was sent."""
    actor, team = enter_team(request, slug, "activities.write")
    require_id(group_id)
    require_id(term_id)
    one = _found(own_group(actor, team, group_id), term_id)
    entries = _entries(request, one)
    act = ACTS.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None:
        mended = _mended(request, entries, act, actor=actor, team=team, group_id=group_id, term_id=term_id)
        if mended is not None:
            messages.success(request, mended_words(mended))
            gone = mended.term.withdrawn_at is not None
            return (
                redirect("group", slug, group_id) if gone else redirect("group_term", slug, group_id, term_id)
            )
    context = {
        "team": team,
        "group": group_of(actor, team, group_id),
        "term": one,
        "rhythm": rhythm_words(one),
        "today": timezone.localdate(),
        **entries,
    }
    has_faults = any(entry.errors for entry in entries.values())
    return render(request, "activities/term.html", context, status=422 if has_faults else 200)


def _found(group: Group, term_id: int) -> TermInShort:
    found = terms_in_short(group, term_id=term_id)
    if not found:
        raise NotVisible
    return found[0]


def rhythm_words(one: TermInShort) -> str:
    """As "Tuesday 09.30–12.00, Thursday 13.00–15.00"."""
    return ", ".join(
        f"{weekday_of(beat.weekday)} {beat.starts_at:%H.%M}–{beat.ends_at:%H.%M}" for beat in one.rhythm
    )


def _entries(request: ActingRequest, one: TermInShort) -> Entries:
    act = request.POST.get("act", "") if request.method == "POST" else ""
    return {
        "lasting": LastDayEntry(request.POST if act == "last" else None, initial={"last_on": one.last_on}),
        "breaking": BreakEntry(request.POST if act == "break" else None, auto_id="id_b_%s"),
    }


def _mended(
    request: ActingRequest, entries: Entries, act: Callable[..., Mended | None], **of_term: Any
) -> Mended | None:
    """None where the form or the service says no; what isn't about a field is told at the top."""
    try:
        return act(request, entries, of_term)
    except Refused as refusal:
        name = getattr(refusal, "field", "")
        form = entries["breaking" if name.startswith("break") else "lasting"]
        if name in form.fields and form.is_bound:
            show_refusal(form, refusal)
        else:
            messages.error(request, str(refusal))
    return None


def _last(request: ActingRequest, entries: Entries, of_term: dict[str, Any]) -> Mended | None:
    del request
    form = entries["lasting"]
    return change_last_day(**of_term, last_on=form.cleaned_data["last_on"]) if form.is_valid() else None


def _break(request: ActingRequest, entries: Entries, of_term: dict[str, Any]) -> Mended | None:
    del request
    form = entries["breaking"]
    assert isinstance(form, BreakEntry)
    return add_break(**of_term, span=form.span()) if form.is_valid() else None


def _no_break(request: ActingRequest, entries: Entries, of_term: dict[str, Any]) -> Mended | None:
    del entries
    first, last = (day_in(request.POST.get(name, "")) for name in ("first", "last"))
    if first is None or last is None:
        raise NotVisible
    return remove_break(**of_term, first_on=first, last_on=last)


def _undo(request: ActingRequest, entries: Entries, of_term: dict[str, Any]) -> Mended | None:
    del request, entries
    return undo_term(**of_term)


def _redo(request: ActingRequest, entries: Entries, of_term: dict[str, Any]) -> Mended | None:
    del request, entries
    return redo_term(**of_term)


def mended_words(mended: Mended) -> str:
    said = [_("Saved.")]
    if mended.out:
        text = ngettext("%(n)d session is taken out.", "%(n)d sessions are taken out.", mended.out)
        said.append(text % {"n": mended.out})
    if mended.back:
        text = ngettext("%(n)d session has come in.", "%(n)d sessions have come in.", mended.back)
        said.append(text % {"n": mended.back})
    return " ".join(said)


ACTS: dict[str, Callable[[ActingRequest, Entries, dict[str, Any]], Mended | None]] = {
    "last": _last,
    "break": _break,
    "no_break": _no_break,
    "undo": _undo,
    "redo": _redo,
}
