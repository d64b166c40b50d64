"""The roll call: one form that works without JavaScript, made for a telephone; the list for the wall of the hut."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.policies import may
from samsteg.accounts.names import names_of
from samsteg.activities.enums import Joining, Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.offline.calling import spoken_names
from samsteg.activities.records import MarkAsked, MarkConflict, SessionDay, Told
from samsteg.activities.rolls import RollRow, corrected_marks, roll_of
from samsteg.activities.selectors import Together, session_of, together_on
from samsteg.activities.sessions import tell_session
from samsteg.activities.shared_names.selectors import from_others
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.reports.document import Block, Column, Document, Edition, Table, row, text
from samsteg.reports.handouts import handout
from samsteg.reports.render import render_pdf
from samsteg.web.activities.forms import ToldEntry, show_refusal, type_instead
from samsteg.web.activities.group_views import GET_AND_POST
from samsteg.web.activities.pages import done_words, marks_offered, roll_lines, session_line, times, weekday
from samsteg.web.downloads import attachment
from samsteg.web.linked import linked
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest, id_in
from samsteg.web.teams import enter_team

PLACE = "page:roll-call"
LONGEST_ROLL = 400
EMPTY_LINES = 4


@dataclass(frozen=True, slots=True)
class Called:
    """A session and its roll, as they stand; `typed` and `conflicts` of a saving that wasn't whole."""

    actor: Actor
    team: Team
    day: SessionDay
    typed: dict[int, str] = field(default_factory=dict)
    conflicts: tuple[MarkConflict, ...] = ()
    refused: str = ""
    saved: int = 0


@never_cache
@GET_AND_POST
def roll_call(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """Who is here. One press for each, one for saving; what somebody else has marked meanwhile is never lost."""
    actor, team = enter_team(request, slug, "activities.mark")
    called = Called(actor, team, session_of(actor, team, series))
    if request.method == "POST" and request.headers.get("HX-Request"):
        return _pressed(request, called)
    together = together_on(called.day.group_id, called.day.on_day)
    told = _told(request, called, together)
    if request.method == "POST":
        called = _save_marks(request, called)
        if not called.conflicts and not called.refused and _save_told(called, told):
            _receipt(request, called, told)
            return redirect("roll_call", slug, series)
    day = called.day
    rows = roll_of(actor, team, day.group_id, series, day.on_day, day.joining)
    persons = [one.person_id for one in rows]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.LIST, place=PLACE)
    is_whole = not (called.conflicts or called.refused or told.errors)
    return render(
        request, "activities/roll.html", _shown(called, rows, told, together), status=200 if is_whole else 422
    )


def _pressed(request: ActingRequest, called: Called) -> HttpResponse:
    """One press: the line and the count, as the whole page would have them. A script of ours put them in place."""
    called = _save_marks(request, called)
    actor, team, day = called.actor, called.team, called.day
    rows = roll_of(actor, team, day.group_id, day.series, day.on_day, day.joining)
    if called.refused:
        return HttpResponse(called.refused, status=409, content_type="text/plain; charset=utf-8")
    mine = [one for one in rows if str(one.person_id) == request.POST.get("person")]
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[one.person_id for one in mine],
        kind=ReadKind.LIST,
        place=PLACE,
    )
    names = names_of(_writers(called, mine))
    lines = roll_lines(mine, called.typed, called.conflicts, names, actor.user_id)
    context = {"lines": lines, **_counted(day, rows)}
    return render(request, "activities/roll_part.html", context, status=422 if called.conflicts else 200)


def _writers(called: Called, rows: list[RollRow]) -> set[int]:
    found = {one.by_id for one in called.conflicts} | {one.by_id for one in rows}
    return {one for one in found if one is not None}


def _counted(day: SessionDay, rows: list[RollRow]) -> dict[str, Any]:
    """What the page and the answer to a press have alike."""
    done, of_all = done_words(rows)
    early = day.on_day > timezone.localdate()
    return {
        "marks": [
            (mark.value, mark.label, mark in (Mark.EXCUSED, Mark.ABSENT))
            for mark in ((Mark.EXCUSED,) if early else marks_offered(day, (one.mark for one in rows)))
        ],
        "early": early,
        "done": done,
        "of_all": of_all,
    }


def _receipt(request: ActingRequest, called: Called, told: ToldEntry) -> None:
    if called.saved or told.changed_data:
        messages.success(request, _("The roll call is saved."))
    else:
        messages.info(request, _("Nothing was changed. Choose an answer for each, then save."))


def _shown(called: Called, rows: list[RollRow], told: ToldEntry, together: Together) -> dict[str, Any]:
    actor, team, day = called.actor, called.team, called.day
    today = timezone.localdate()
    corrected = corrected_marks(actor, team, day.series)
    writers = _writers(called, rows) | {one.by_id for one in corrected if one.by_id is not None}
    names = names_of(writers) if writers else {}
    titles = {one.person_id: one.person.title for one in rows}
    may_offline = _may_offline(called)
    return {
        **_counted(day, rows),
        "team": team,
        "day": day,
        "line": session_line(day, today),
        "lines": roll_lines(rows, called.typed, called.conflicts, names, actor.user_id),
        "where": linked(day.place),
        "may_offline": may_offline,
        "who_is_who": [one for one in spoken_names(rows) if one.is_told] if may_offline else [],
        "may_rest": _may_rest(day) and any(not one.mark for one in rows),
        "told": told,
        "refused": called.refused,
        "from_others": from_others(actor, team, day.group_id, day.on_day)
        if _is_shared(called, together)
        else (),
        "is_own": day.host_id == team.pk,
        "may_write": may(actor, "activities.write", team),
        "corrected": [
            (titles[one.person_id], word(Mark, one.mark), names.get(one.by_id or 0, ""), one.at, one.until)
            for one in corrected
            if one.person_id in titles
        ],
    }


def _may_offline(called: Called) -> bool:
    """Whether the reader may take the roll call along today, for which one learns here who is called what."""
    day = called.day
    if day.on_day != timezone.localdate() or called.actor.user_id not in day.leader_ids:
        return False
    return rules_at(called.team.pk)[RuleName.OFFLINE_ROLL_CALL] == ON


def _told(request: ActingRequest, called: Called, together: Together) -> ToldEntry:
    now, day = _now(called.day), called.day
    initial = {name: getattr(now, name) or None for name in ToldEntry.base_fields}
    form = ToldEntry(request.POST if request.method == "POST" else None, initial=initial)
    if day.host_id == called.team.pk and together.partners:
        form.fields["partner_count"].help_text = _("From %(partners)s: the number on their paper.") % {
            "partners": ", ".join(together.partners)
        }
    return form


def _now(day: SessionDay) -> Told:
    return Told(day.about, day.day_note, day.guest_count, day.partner_count)


def _save_marks(request: ActingRequest, called: Called) -> Called:
    """The called with what wasn't saved: every answer that was sent is kept on the page."""
    asked = list(_asked(request))
    if request.POST.get("act") == "rest" and _may_rest(called.day):
        asked += _rest(called, _on_page(request) - {one.person_id for one in asked})
    typed = {one.person_id: one.mark for one in asked}
    try:
        result = mark_session(actor=called.actor, team=called.team, series=called.day.series, asked=asked)
    except Refused as refusal:
        return Called(called.actor, called.team, called.day, typed, refused=str(refusal))
    day = session_of(called.actor, called.team, called.day.series)
    if not result.conflicts:
        return Called(called.actor, called.team, day, saved=result.saved)
    return Called(called.actor, called.team, day, typed, result.conflicts)


def _may_rest(day: SessionDay) -> bool:
    """Whether all who aren't marked may be marked as here at once: never before the day, and not where one drops in."""
    return day.joining is Joining.MEMBERS and day.on_day <= timezone.localdate()


def _rest(called: Called, unanswered: set[int]) -> Iterator[MarkAsked]:
    """Those on the page of whom nothing stands and nothing was chosen: who has come in since wasn't looked for."""
    day = called.day
    for one in roll_of(called.actor, called.team, day.group_id, day.series, day.on_day):
        if not one.mark and one.person_id in unanswered:
            yield MarkAsked(one.person_id, Mark.PRESENT.value, marked_at=timezone.now())


def _asked(request: ActingRequest) -> Iterator[MarkAsked]:
    """What was sent of each: p<person> is the answer, seen<person> the mark that stood on the page."""
    persons = _on_page(request)
    is_press = len(persons) == 1
    for person_id in sorted(persons):
        mark = request.POST.get(f"p{person_id}", "")
        seen = id_in(request.POST.get(f"seen{person_id}", ""))
        if mark or seen:
            yield MarkAsked(
                person_id,
                "" if mark == "none" else mark,
                seen or None,
                sent_id=_uuid(request, "sent") if is_press else None,
                marked_at=timezone.now(),
                base=_uuid(request, "base") if is_press else None,
            )


def _on_page(request: ActingRequest) -> set[int]:
    return {id_in(value) for value in request.POST.getlist("person")[:LONGEST_ROLL]}


def _uuid(request: ActingRequest, name: str) -> uuid.UUID | None:
    """A press has an id made where it was pressed; what can't be understood is none."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def _is_shared(called: Called, together: Together) -> bool:
    """Held with another team: always so for the guest."""
    return called.day.host_id != called.team.pk or together.with_teams


def _save_told(called: Called, told: ToldEntry) -> bool:
    """What it was about; a session held by another team is told of by that team."""
    day = called.day
    if day.host_id != called.team.pk:
        return True
    if not told.is_valid():
        return False
    now = _now(day)
    for name in told.changed_by_others(now):
        stands = getattr(now, name)
        type_instead(told, told.add_initial_prefix(name), str(stands or ""))
        told.add_error(
            name,
            _("Somebody else has written \u201d%(text)s\u201d meanwhile. Change yours, or save it once more.")
            % {"text": stands},
        )
    if told.errors or not told.changed_data:
        return not told.errors
    try:
        tell_session(
            actor=called.actor,
            team=called.team,
            series=day.series,
            expected_version=day.version,
            told=told.told(now),
        )
    except Refused as refusal:
        show_refusal(told, refusal)
    return not told.errors


@never_cache
@require_GET
def roll_list(request: ActingRequest, slug: str, series: uuid.UUID) -> HttpResponse:
    """The list on paper, with room for marks: names as the page has them, protected persons never."""
    actor, team = enter_team(request, slug, "activities.mark")
    day = session_of(actor, team, series)
    rows = roll_of(actor, team, day.group_id, series, day.on_day, day.joining)
    persons = [one.person_id for one in rows]
    log_reads(actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.PRINT, place="page:roll-list")
    paper = _paper(Called(actor, team, day), rows, together_on(day.group_id, day.on_day))
    return attachment(render_pdf(paper), f"narvarolista-{day.on_day}.pdf")


def _paper(called: Called, rows: list[RollRow], together: Together) -> Document:
    team, day = called.team, called.day
    title = _("Roll call, %(group)s") % {"group": day.group}
    return handout(
        title,
        _blocks(day, rows, _is_shared(called, together), together.partners),
        team=team.name,
        today=timezone.localdate(),
        is_practice=is_practice(team),
        about=f"{weekday(day.on_day)} {day.on_day} {times(day)}",
        foot=str(day.on_day),
        edition=Edition.WORK,
    )


def _blocks(
    day: SessionDay, rows: list[RollRow], is_shared: bool, partners: tuple[str, ...]
) -> Iterator[Block]:
    marks = [one.mark for one in rows]
    shown = [mark for mark in marks_offered(day, marks) if mark is not Mark.CAME_BY]
    lines = [row(one.person.title, *("X" if one.mark == mark else "" for mark in shown)) for one in rows]
    lines += [row("", *("" for _mark in shown)) for _line in range(EMPTY_LINES)]
    yield Table(
        key="roll",
        caption=_("Put a cross for each"),
        base=_("those in the group whom you see"),
        columns=(Column(_("Participant")), *(Column(str(mark.label)) for mark in shown)),
        rows=tuple(lines),
        first_column_is_header=False,
        by_hand=True,
    )
    if is_shared:
        yield text(_("Participants of other teams aren't on the list. Their own team marks them."))
    yield text(
        _("Guests: ____   Participants of %(partners)s: ____") % {"partners": ", ".join(partners)}
        if partners
        else _("Guests: ____   Partners' participants: ____")
    )
    yield text(_("Note to the day, never about a participant: %(line)s") % {"line": "_" * 40})
    yield text(_("Enter the marks in Samsteg, then destroy the paper."))
