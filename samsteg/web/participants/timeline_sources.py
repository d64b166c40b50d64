"""The sources of a person's time line: what each has for the reader, and how its rows are told.

Staff read the team's own record whole; a representative what consents open, by category, as on the person's page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.consent_enums import ConsentEnd, ConsentKind
from samsteg.access.enums import DataCategory
from samsteg.access.timeline import coach_days, consent_days, ended_consent_days
from samsteg.activities.enums import LeaveReason, Mark
from samsteg.activities.seen import joining_days, mark_days
from samsteg.core.merged import MergedRow
from samsteg.follow_ups.enums import WAS_HELD, FollowUpKind
from samsteg.follow_ups.talks.days import talk_days
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.timeline import follow_up_days
from samsteg.participants.enums import EventKind, NoteForm, ParallelKind, Referrer
from samsteg.participants.models import StayEvent
from samsteg.participants.plans.enums import HIGHEST, StepKind, StepState
from samsteg.participants.represented import open_detail, open_detail_text
from samsteg.participants.timeline import (
    effort_days,
    event_days,
    note_days,
    note_texts,
    scale_days,
    step_days,
    step_texts,
    visit_days,
)
from samsteg.participants.visits.enums import VisitKind, VisitOutcome, VisitState
from samsteg.participants.way.corrected import UNKNOWN
from samsteg.placements.enums import CheckInForm, PlacementForm
from samsteg.placements.models import HIDDEN_EMPLOYER
from samsteg.placements.timeline import check_in_days, placement_days
from samsteg.web.follow_ups.words import CANCELLED
from samsteg.web.participants import words
from samsteg.web.participants.entering import Entered, Reader
from samsteg.web.participants.facts import exit_words
from samsteg.web.participants.timeline import Source, Told, each

Rows = QuerySet[Any, Any]
BIG = {EventKind.ENROLLED, EventKind.EXITED}
LINE = 160  # letters of a note that stand on the time line


def _open(reader: Reader, category: DataCategory) -> bool:
    """Whether the reader may know what the team's own record says of the category."""
    return reader.opened.reads(None, category)


def _page(entered: Entered, name: str, *more: object) -> str:
    return reverse(name, args=[entered.team.slug, entered.person_id, *more])


def _whole(reader: Reader, rows: Any, **more: Any) -> Rows | None:
    """Rows that only who reads the record whole is told."""
    return rows(reader.team, reader.person_id, **more) if reader.is_staff else None


def _of_category(reader: Reader, category: DataCategory, rows: Any, **more: Any) -> Rows | None:
    return rows(reader.team, reader.person_id, **more) if _open(reader, category) else None


def _placement_days(reader: Reader, *, ended: bool = False) -> Rows | None:
    knows_exit = _open(reader, _C.OUTCOME)
    return _of_category(reader, _C.WORK, placement_days, ended=ended, knows_exit=knows_exit)


def _event(entered: Entered, row: MergedRow) -> Told:
    told = dict(row.told)
    kind, referrer = EventKind(told["kind"]), told.pop("referrer")
    meta = _corrected(told.pop("before"), told.pop("learnt_at"), told.pop("writer"), row)
    open_ = entered.opened.of_source(None)
    told["detail"] = open_detail(told["detail"], open_)
    told["detail_text"] = open_detail_text(told["detail_text"], open_)
    parts = exit_words(StayEvent(**told))
    if kind is EventKind.REFERRED:
        parts = [words.word(Referrer, referrer)]
    text = ", ".join(filter(None, parts))
    if not entered.is_staff:
        return Told(str(kind.label), text, is_step=kind in BIG)
    return Told(str(kind.label), text, meta, _page(entered, "way"), is_step=kind in BIG)


def _corrected(before: dict[str, Any] | None, learnt_at: str, writer: str, row: MergedRow) -> str:
    """That the step said something else before, when and by whom that was changed; empty where it didn't."""
    if before is None:
        return ""
    day, is_moved = before["occurred_on"], before["occurred_on"] != str(row.day)
    others = ((was, row.told[name]) for name, was in before.items() if name != "occurred_on")
    if not is_moved and all(was in UNKNOWN or was == now for was, now in others):
        return ""
    at = str(timezone.localdate(dt.datetime.fromisoformat(learnt_at)))
    said = _("corrected %(day)s by %(name)s") if writer else _("corrected %(day)s")
    parts = [said % {"day": at, "name": writer}]
    if is_moved:
        parts.append(_("before %(text)s") % {"text": day})
    return ", ".join(parts)


def _coach(entered: Entered, row: MergedRow) -> Told:
    return Told(_("%(name)s became coach") % {"name": row.told["name"]})


def _notes(entered: Entered, rows: Sequence[MergedRow]) -> Mapping[int, Told]:
    texts = note_texts(entered.team, [row.id for row in rows], entered.vault())
    return {row.id: _note(entered, row, texts.get(row.id, "")) for row in rows}


def _note(entered: Entered, row: MergedRow, text: str) -> Told:
    who = [row.told["writer"], row.told["second"], row.told["source"] or ""]
    return Told(
        words.word(NoteForm, row.told["form"]),
        first_line(text),
        " \u00b7 ".join(filter(None, who)),
        _page(entered, "note", row.told["series"]),
    )


def first_line(text: str) -> str:
    """The first line that says something, cut between words."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    if len(line) <= LINE:
        return line
    cut = line[:LINE].rsplit(" ", 1)[0] if " " in line[:LINE] else line[:LINE]
    return f"{cut} \u2026"


def _agreed(entered: Entered, rows: Sequence[MergedRow]) -> Mapping[int, Told]:
    texts = step_texts(entered.team, [row.id for row in rows], entered.vault())
    address = _page(entered, "plan")
    return {
        row.id: Told(words.word(StepKind, row.told["kind"]), texts.get(row.id, ""), address=address)
        for row in rows
    }


def _closed(entered: Entered, rows: Sequence[MergedRow]) -> Mapping[int, Told]:
    texts = step_texts(entered.team, [row.id for row in rows], entered.vault())
    address = _page(entered, "plan")
    return {
        row.id: Told(
            CLOSED_AS[row.told["state"]] % {"what": words.word(StepKind, row.told["kind"])},
            texts.get(row.id, ""),
            address=address,
            is_step=row.told["state"] == StepState.DONE,
        )
        for row in rows
    }


CLOSED_AS = {
    StepState.DONE.value: gettext_lazy("%(what)s: done"),
    StepState.LET_GO.value: gettext_lazy("%(what)s: let go"),
}


def _scale(entered: Entered, row: MergedRow) -> Told:
    title = _("The scale: %(own)d of %(highest)d") % {"own": row.told["own"], "highest": HIGHEST}
    return Told(title, address=_page(entered, "plan"))


def _follow_up(entered: Entered, row: MergedRow) -> Told:
    by = row.told["cancelled_by"] if entered.is_staff else ""
    text = str(CANCELLED[by]) if by else ""
    address = _page(entered, "follow_up", row.told["series"])
    kind = words.word(FollowUpKind, row.told["kind"])
    return Told(kind, text, address=address, is_step=row.told["state"] in WAS_HELD)


def _talk(entered: Entered, row: MergedRow) -> Told:
    """One that has become a note is told of as the note."""
    state, by = row.told["state"], row.told["cancelled_by"]
    text = str(CANCELLED[by]) if by else "" if state == TalkState.BOOKED else words.word(TalkState, state)
    address = _page(entered, "talk", row.told["series"])
    return Told(words.word(NoteForm, row.told["form"]), text, address=address)


def _placement(entered: Entered, row: MergedRow) -> Told:
    form, at = words.word(PlacementForm, row.told["form"]), _employer(entered, row)
    address = _page(entered, "placement", row.told["series"])
    if row.told["is_day"]:
        return Told(form, at, address=address)
    return Told(_("%(what)s began") % {"what": form}, at, address=address, is_step=True)


def _placement_ended(entered: Entered, row: MergedRow) -> Told:
    form = words.word(PlacementForm, row.told["form"])
    address = _page(entered, "placement", row.told["series"])
    return Told(_("%(what)s ended") % {"what": form}, _employer(entered, row), address=address)


def _check_in(entered: Entered, row: MergedRow) -> Told:
    how = words.word(CheckInForm, row.told["form"])
    return Told(_("Check-in at the workplace"), how, address=_page(entered, "placement", row.told["series"]))


def _employer(entered: Entered, row: MergedRow) -> str:
    return HIDDEN_EMPLOYER if entered.is_protected else str(row.told["employer"])


def _visit(entered: Entered, row: MergedRow) -> Told:
    state = "" if row.told["state"] == VisitState.BOOKED else words.word(VisitState, row.told["state"])
    text = ", ".join(filter(None, (state, words.word(VisitOutcome, row.told["outcome"]))))
    address = _page(entered, "visit", row.id)
    return Told(words.word(VisitKind, row.told["kind"]), text, address=address)


def _consent(entered: Entered, row: MergedRow) -> Told:
    if row.told["to_team"] and not row.told["source"]:
        title = _("Consent to the team signed")
    else:
        title = _("Consent signed: %(what)s") % {"what": _about(row)}
    return Told(title, address=_page(entered, "consent", row.id))


def _consent_ended(entered: Entered, row: MergedRow) -> Told:
    is_withdrawn = row.told["ended_as"] == ConsentEnd.WITHDRAWN
    if row.told["to_team"] and not row.told["source"]:
        title = _("Consent to the team withdrawn") if is_withdrawn else _("Consent to the team taken away")
    else:
        said = _("Consent withdrawn: %(what)s") if is_withdrawn else _("Consent taken away: %(what)s")
        title = said % {"what": _about(row)}
    return Told(title, address=_page(entered, "consent", row.id))


def _about(row: MergedRow) -> str:
    return row.told["source"] or words.word(ConsentKind, row.told["kind"])


def _effort(entered: Entered, row: MergedRow) -> Told:
    title = _("%(what)s began") % {"what": words.word(ParallelKind, row.told["code"])}
    return Told(title, address=_page(entered, "around"))


def _effort_ended(entered: Entered, row: MergedRow) -> Told:
    title = _("%(what)s ended") % {"what": words.word(ParallelKind, row.told["code"])}
    return Told(title, address=_page(entered, "around"))


def _joined(entered: Entered, row: MergedRow) -> Told:
    title = _("Into %(group)s") % {"group": row.told["group"]}
    return Told(title, address=_page(entered, "person_groups"), is_step=True)


def _left(entered: Entered, row: MergedRow) -> Told:
    title = _("Out of %(group)s") % {"group": row.told["group"]}
    return Told(title, words.word(LeaveReason, row.told["reason"]), address=_page(entered, "person_groups"))


def _mark(entered: Entered, row: MergedRow) -> Told:
    text = "" if row.told["mark"] == Mark.PRESENT else words.word(Mark, row.told["mark"])
    return Told(str(row.told["group"]), text, address=_page(entered, "person_groups"))


THE_WAY, PLAN = gettext_lazy("The way"), gettext_lazy("Plan and scale")
WORK, CONSENTS, BESIDE = (
    gettext_lazy("Work training"),
    gettext_lazy("Consents"),
    gettext_lazy("Alongside the team"),
)
GROUPS = gettext_lazy("Groups")
_C = DataCategory
SOURCES: tuple[Source, ...] = (
    Source("vagen", THE_WAY, lambda one: _of_category(one, _C.OUTCOME, event_days), each(_event)),
    Source(
        "vagen",
        THE_WAY,
        lambda one: _of_category(one, _C.PLANNING, coach_days, only_now=not one.is_staff),
        each(_coach),
    ),
    Source(
        "anteckningar",
        gettext_lazy("Notes"),
        lambda one: note_days(one.team, one.person_id, one.opened),
        _notes,
    ),
    Source("plan", PLAN, lambda one: step_days(one.team, one.person_id, one.opened), _agreed),
    Source("plan", PLAN, lambda one: step_days(one.team, one.person_id, one.opened, closed=True), _closed),
    Source("plan", PLAN, lambda one: scale_days(one.team, one.person_id, one.opened), each(_scale)),
    Source(
        "uppfoljningar",
        gettext_lazy("Follow-ups"),
        lambda one: follow_up_days(one.actor, one.team, one.person_id, one.opened),
        each(_follow_up),
    ),
    Source("samtal", gettext_lazy("Booked talks"), lambda one: _whole(one, talk_days), each(_talk)),
    Source("arbete", WORK, lambda one: _placement_days(one), each(_placement)),
    Source(
        "arbete",
        WORK,
        lambda one: _placement_days(one, ended=True),
        each(_placement_ended),
    ),
    Source("arbete", WORK, lambda one: _of_category(one, _C.WORK, check_in_days), each(_check_in)),
    Source("grupper", GROUPS, lambda one: joining_days(one.team, one.person_id, one.opened), each(_joined)),
    Source(
        "grupper",
        GROUPS,
        lambda one: joining_days(one.team, one.person_id, one.opened, left=True),
        each(_left),
    ),
    Source("grupper", GROUPS, lambda one: mark_days(one.team, one.person_id, one.opened), each(_mark)),
    Source("besok", gettext_lazy("Visits"), lambda one: _whole(one, visit_days), each(_visit)),
    Source("samtycken", CONSENTS, lambda one: _whole(one, consent_days), each(_consent)),
    Source("samtycken", CONSENTS, lambda one: _whole(one, ended_consent_days), each(_consent_ended)),
    Source("insatser", BESIDE, lambda one: effort_days(one.team, one.person_id, one.opened), each(_effort)),
    Source(
        "insatser",
        BESIDE,
        lambda one: effort_days(one.team, one.person_id, one.opened, ended=True),
        each(_effort_ended),
    ),
)
