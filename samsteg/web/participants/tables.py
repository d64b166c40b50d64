"""The list as a page and a spreadsheet show it: columns, cells, chips, and the sentence above them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.access.enums import TeamAccess
from samsteg.participants.enums import Referrer, Status
from samsteg.participants.listing import Sort
from samsteg.participants.selectors import Filter, ListedPerson, ParticipantList
from samsteg.people.enums import Sex
from samsteg.web.list_address import PAGE
from samsteg.web.participants import words
from samsteg.web.participants.state import ListState

COLUMNS: tuple[tuple[Sort, object], ...] = (
    (Sort.NAME, gettext_lazy("Participant")),
    (Sort.STATUS, gettext_lazy("Status")),
    (Sort.DAYS, gettext_lazy("Time in the team")),
    (Sort.ENROLLED, gettext_lazy("Enrolment")),
    (Sort.COACH, gettext_lazy("Coach")),
    (Sort.REFERRER, gettext_lazy("Referrer")),
    (Sort.SEX, gettext_lazy("Sex")),
    (Sort.AGE, gettext_lazy("Age")),
)
# A spreadsheet is sorted and joined by whoever gets it, so there the id has a column of its own.
SHEET_COLUMNS = (COLUMNS[0], (Sort.OWN_ID, gettext_lazy("The team's own id")), *COLUMNS[1:])
CHIPS: dict[Filter, object] = {
    Filter.ALL: gettext_lazy("All"),
    Filter.UNALLOCATED: gettext_lazy("To be allocated"),
    Filter.ENROLLED: gettext_lazy("Now enrolled"),
    Filter.QUEUE: gettext_lazy("In the queue"),
    Filter.REFERRED: gettext_lazy("Not yet in the queue"),
    Filter.EXITED: gettext_lazy("Have left"),
    Filter.NOT_ENROLLED: gettext_lazy("Did not start"),
    Filter.TWICE: gettext_lazy("Several stays at once"),
}
ALWAYS = {Filter.ALL, Filter.UNALLOCATED, Filter.ENROLLED, Filter.QUEUE, Filter.EXITED}
TAGS = {Status.QUEUE, Status.REFERRED}  # those with something still to come


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """`order` is "ascending", "descending" or empty; `query` sorts by the column, or turns it round, empty where
    nothing is sorted by it.
    """

    label: str
    order: str
    query: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    heading: str
    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """`cells`: those after the name; `own_id`: empty where it stands for the name; `mark`: what is to be mended."""

    person_id: int
    title: str
    own_id: str
    cells: tuple[Cell, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """`next_query` is empty when all rows are shown."""

    sentence: str
    chips: tuple[Chip, ...]
    headings: tuple[Heading, ...]
    rows: tuple[RowView, ...]
    total: int
    next_query: str
    partial: str


def view_of(found: ParticipantList, state: ListState, search: str, today: dt.date) -> ListView:
    total = found.counts[state.filter]
    return ListView(
        sentence=sentence(found, search),
        chips=_chips(found, state),
        headings=tuple(_heading(sort, str(label), state) for sort, label in COLUMNS),
        rows=tuple(_row(person, today) for person in found.rows),
        total=total,
        next_query=state.query(count=state.count + PAGE) if total > len(found.rows) else "",
        partial=partial(found),
    )


def cells(person: ListedPerson, today: dt.date) -> dict[Sort, str]:
    """The texts of a row, by column."""
    return {
        Sort.NAME: person.name.full or person.own_id,
        Sort.OWN_ID: person.own_id,
        Sort.STATUS: words.status(person, today),
        Sort.DAYS: words.time_in_team(person),
        Sort.ENROLLED: str(person.enrolled_on or ""),
        Sort.COACH: person.coach,
        Sort.REFERRER: words.word(Referrer, person.referrer),
        Sort.SEX: words.word(Sex, person.sex),
        Sort.AGE: words.age(person),
    }


def sentence(found: ParticipantList, search: str) -> str:
    """How things are, or what the search found."""
    counts = found.counts
    if search:
        return ngettext(
            "%(count)d participant matches \u201d%(text)s\u201d.",
            "%(count)d participants match \u201d%(text)s\u201d.",
            counts[Filter.ALL],
        ) % {"count": counts[Filter.ALL], "text": search}
    enrolled, queue, unallocated = (
        counts[Filter.ENROLLED],
        counts[Filter.QUEUE],
        counts[Filter.UNALLOCATED],
    )
    said = {
        "enrolled": ngettext("%(n)d is enrolled", "%(n)d are enrolled", enrolled) % {"n": enrolled}
        if enrolled
        else _("Nobody is enrolled"),
        "queue": ngettext("%(n)d is in the queue", "%(n)d are in the queue", queue) % {"n": queue}
        if queue
        else _("nobody is in the queue"),
        "unallocated": ngettext("%(n)d is to be allocated", "%(n)d are to be allocated", unallocated)
        % {"n": unallocated}
        if unallocated
        else _("nobody is to be allocated"),
    }
    return _("%(enrolled)s, %(queue)s and %(unallocated)s.") % said


def partial(found: ParticipantList) -> str:
    """Why the list may not be whole, by what the controller has decided. A coach is never told how many aren't in it,
    only that there may be some; how many wait in the queue is told there, since the team's figures say it too.
    """
    if found.hidden_count is None:
        return _may_be_others(found.access)
    if not found.hidden_count:
        return ""
    if found.access == TeamAccess.WITH_TEAM_CONSENT:
        said = ngettext(
            "%(count)d more participant is in the team. Only that person's coach sees the record, since there is no "
            "signed consent to the team.",
            "%(count)d more participants are in the team. Only their coaches see their records, since there is no "
            "signed consent to the team.",
            found.hidden_count,
        )
    else:
        said = ngettext(
            "%(count)d more participant is in the team. Only that person's coach sees the record.",
            "%(count)d more participants are in the team. Only their coaches see their records.",
            found.hidden_count,
        )
    return said % {"count": found.hidden_count}


def _may_be_others(access: str) -> str:
    """Nothing where one sees everybody: what is left would tell of whom."""
    if access == TeamAccess.WHOLE_TEAM:
        return ""
    if access == TeamAccess.ASSIGNED_ONLY:
        return _("You see those you are the coach of. There may be others.")
    return _(
        "You see those who have signed a consent to the team and those you are the coach of. There may be others."
    )


def _chips(found: ParticipantList, state: ListState) -> tuple[Chip, ...]:
    return tuple(
        Chip(str(label), found.counts[one], state.query(filter=one, count=PAGE) or "?", one is state.filter)
        for one, label in CHIPS.items()
        if found.counts[one] or one in ALWAYS or one is state.filter
    )


def _heading(sort: Sort, label: str, state: ListState) -> Heading:
    if state.sort is not sort:
        return Heading(label, "", state.query(sort=sort, descending=False, count=PAGE))
    turned = state.query(descending=not state.descending, count=PAGE)
    return Heading(label, "descending" if state.descending else "ascending", turned)


def _row(person: ListedPerson, today: dt.date) -> RowView:
    texts = cells(person, today)
    tags = {Sort.STATUS: "brand" if person.status in TAGS else ""}
    if person.is_unallocated:
        texts[Sort.COACH], tags[Sort.COACH] = str(CHIPS[Filter.UNALLOCATED]), "warn"
    return RowView(
        person_id=person.person_id,
        title=texts[Sort.NAME],
        own_id=person.own_id if person.name.full else "",
        cells=tuple(
            Cell(str(label), texts[sort], tags.get(sort, ""))
            for sort, label in COLUMNS
            if sort is not Sort.NAME
        ),
        mark=str(CHIPS[Filter.TWICE]) if person.is_open_twice else "",
    )
