"""What an authority's representative sees: the list of the persons, and of one person what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.enums import DataCategory
from samsteg.access.shared_with import Shared
from samsteg.participants.enums import (
    EventKind,
    ExitDetail,
    ExitReason,
    NotEnrolledReason,
    Referrer,
    Status,
)
from samsteg.participants.parallel import category_of_effort
from samsteg.participants.represented import EventInPart, ListInPart, PersonInPart, RecordInPart, StayInPart
from samsteg.people.enums import Sex
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
from samsteg.placements.selectors import last_on
from samsteg.web.list_address import PAGE
from samsteg.web.participants import words
from samsteg.web.participants.person import span
from samsteg.web.participants.state import ListState

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One category of the record with what is known of it; nothing known is said so."""

    heading: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class ListedInPart:
    person_id: int
    title: str
    own_id: str
    may_read: str
    last_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ListView:
    sentence: str
    rows: tuple[ListedInPart, ...]
    total: int
    next_query: str


def list_view(
    found: ListInPart, shared: dict[int, tuple[Shared, ...]], state: ListState, search: str
) -> ListView:
    more = found.total > len(found.rows)
    return ListView(
        sentence=_sentence(found.total, search),
        rows=tuple(_listed(one, shared.get(one.person_id, ())) for one in found.rows),
        total=found.total,
        next_query=state.query(count=state.count + PAGE) if more else "",
    )


def _sentence(total: int, search: str) -> str:
    if search:
        return ngettext(
            "%(count)d participant matches \u201d%(text)s\u201d.",
            "%(count)d participants match \u201d%(text)s\u201d.",
            total,
        ) % {"count": total, "text": search}
    return ngettext(
        "Your authority may know something about %(count)d participant.",
        "Your authority may know something about %(count)d participants.",
        total,
    ) % {"count": total}


def _listed(one: PersonInPart, shared: Sequence[Shared]) -> ListedInPart:
    held = {category for each in shared for category in each.categories}
    told = [words.word(DataCategory, category) for category in DataCategory.values if category in held]
    return ListedInPart(
        person_id=one.person_id,
        title=one.name.full or one.own_id,
        own_id=one.own_id if one.name.full else "",
        may_read=", ".join(told) or _("What comes from your own authority"),
        last_on=min((each.last_on for each in shared), default=None),
    )


def parts_of(record: RecordInPart, placements: Iterable[Placement]) -> tuple[Part, ...]:
    """The parts that are open, in the order of the categories. Those that only notes tell of have none."""
    knows_exit = DataCategory.OUTCOME in record.categories
    made = {
        DataCategory.CONTACT: _contact(record),
        DataCategory.PLANNING: _planning(record),
        DataCategory.WORK: tuple(_placement(one, knows_exit) for one in placements),
        DataCategory.INCOME: tuple(row for stay in record.stays for row in _income(stay)),
        DataCategory.OUTCOME: tuple(row for stay in record.stays for row in _outcome(stay)),
    }
    for category in record.categories:
        if beside := _efforts(record, category):
            made[DataCategory(category)] = made.get(DataCategory(category), ()) + beside
    return tuple(
        Part(str(category.label), tuple(row for row in made[category] if row[1]))
        for category in DataCategory
        if category in record.categories and category in made
    )


def _contact(record: RecordInPart) -> Facts:
    detail = record.detail
    places = sorted({stay.municipality_code for stay in record.stays if stay.municipality_code})
    return (
        (_("Sex"), words.word(Sex, detail.sex) if detail else ""),
        (_("Born"), words.birth(detail.born_on, detail.birth_year) if detail else ""),
        (_("Municipality"), ", ".join(words.municipality(code) for code in places)),
    )


def _planning(record: RecordInPart) -> Facts:
    return ((_("Coach"), record.coach),)


def _efforts(record: RecordInPart, category: str) -> Facts:
    """Those beside the team that tell of the category."""
    return tuple(
        (str(one.get_code_display()), span(one.started_on, one.ended_on))
        for stay in record.stays
        for one in stay.efforts
        if category_of_effort(one.code) == category
    )


def _placement(placement: Placement, knows_exit: bool) -> tuple[str, str]:
    """For who may not know the outcome the exit cuts nothing: the days are those planned."""
    last = last_on(placement) if knows_exit else placement.ended_on
    text = f"{placement.employer}, {span(placement.started_on, last)}"
    if placement.hours_per_week is not None:
        text += ", " + _("%(hours)s hours a week") % {"hours": words.number(placement.hours_per_week)}
    return words.word(PlacementForm, placement.form), text


def _income(stay: StayInPart) -> Facts:
    return (
        (_("Income at enrolment"), words.incomes(stay.income_start)),
        (_("Income at exit"), words.incomes(stay.income_exit)),
    )


def _outcome(stay: StayInPart) -> Facts:
    return (
        (_("Status"), words.word(Status, stay.status) if stay.status else ""),
        (_("Referrer"), words.word(Referrer, stay.referrer)),
        *((str(event.kind.label), _event(event)) for event in stay.events),
    )


def _event(event: EventInPart) -> str:
    said = [str(event.occurred_on)]
    if event.kind is EventKind.NOT_ENROLLED:
        said.append(words.word(NotEnrolledReason, event.reason))
    elif event.kind is EventKind.EXITED:
        said += [
            words.word(ExitReason, event.reason),
            words.word(ExitDetail, event.detail),
            event.detail_text,
        ]
        if event.extent_percent is not None:
            said.append(_("%(percent)d percent of full time") % {"percent": event.extent_percent})
    return ", ".join(part for part in said if part)
