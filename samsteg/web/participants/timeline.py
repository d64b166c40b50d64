"""What has happened with a person, newest first: put together of sources, filtered by kind, paged in the database.

A new source is a line in SOURCES (`timeline_sources`): which rows it has for the reader, and how a row is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.opened import Opened
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptStatement
from samsteg.core.merged import MergedRow, merged_question, merged_rows
from samsteg.organisation.models import Team
from samsteg.web.list_address import number_in
from samsteg.web.participants.entering import Entered, Reader

PAGE = 30
LAST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """A row in words. `is_step`: a step of the person's, with a larger mark; `meta`: who, and how."""

    title: str
    text: str = ""
    meta: str = ""
    address: str = ""
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """`kind` is what the reader filters by, and `label` what it is called: several sources may share them.

    `rows`: what the reader may know of, as `core.merged.dated` makes it; None where it is nothing. `tell`: the rows of
    a page in words, by id; a row that it leaves out isn't shown.
    """

    kind: str
    label: Any
    rows: Callable[[Reader], QuerySet[Any, Any] | None]
    tell: Callable[[Entered, Sequence[MergedRow]], Mapping[int, Told]]


def each(
    tell: Callable[[Entered, MergedRow], Told | None],
) -> Callable[[Entered, Sequence[MergedRow]], Mapping[int, Told]]:
    """For `Source.tell`, of a source whose rows are told one by one."""

    def told(entered: Entered, rows: Sequence[MergedRow]) -> dict[int, Told]:
        found = ((row.id, tell(entered, row)) for row in rows)
        return {pk: one for pk, one in found if one is not None}

    return told


@dataclass(frozen=True, slots=True)
class Happening:
    """`is_ahead`: decided or booked, and the day has not come."""

    day: dt.date
    told: Told
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: one kind or all, and which page. `beside`: what else stands in the address."""

    kind: str = ""
    page: int = 1
    beside: str = ""

    def query(self, **changes: object) -> str:
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {"slag": state.kind, "sida": str(state.page) if state.page > 1 else ""}
        text = "&".join(
            part
            for part in (state.beside, urlencode({key: value for key, value in said.items() if value}))
            if part
        )
        return f"?{text}#tidslinje"


@dataclass(frozen=True, slots=True)
class Timeline:
    happenings: tuple[Happening, ...]
    chips: tuple[Chip, ...]
    older: str
    newer: str
    total: int


def asked_of(data: Mapping[str, str], sources: Iterable[Source], beside: str = "") -> Asked:
    """What can't be understood is as usual."""
    kind = data.get("slag", "")
    page = number_in(data.get("sida"), lowest=1, highest=LAST_PAGE)
    known = {one.kind for one in sources}
    return Asked(kind if kind in known else "", page, beside.removeprefix("?"))


def timeline(entered: Entered, sources: tuple[Source, ...], asked: Asked) -> Timeline:
    """One page of it. The caller logs the read."""
    offset = (asked.page - 1) * PAGE
    reader = (entered.actor, entered.team, entered.person_id, entered.opened)
    found = merged_rows(_happened(*reader, sources, asked.kind, offset))
    wanted = [place for place, source in enumerate(sources) if asked.kind in ("", source.kind)]
    total = sum(found.counts.get(place, 0) for place in wanted)
    return Timeline(
        happenings=tuple(_happenings(entered, sources, found.rows)),
        chips=_chips(sources, found.counts, asked),
        older=asked.query(page=asked.page + 1) if total > asked.page * PAGE else "",
        newer=asked.query(page=asked.page - 1) if asked.page > 1 else "",
        total=total,
    )


@KeptStatement
def _happened(
    actor: Actor,
    team: Team,
    person_id: int,
    opened: Opened,
    sources: tuple[Source, ...],
    kind: str,
    offset: int,
) -> tuple[str, list[Any]]:
    """The newest of all sources, of one kind or all; a part is the source's place."""
    reader = Reader(actor, team, person_id, opened)
    wanted = [place for place, source in enumerate(sources) if kind in ("", source.kind)]
    return merged_question(
        [source.rows(reader) for source in sources], wanted=wanted, limit=PAGE, offset=offset
    )


def _happenings(
    entered: Entered, sources: Sequence[Source], rows: Sequence[MergedRow]
) -> Iterable[Happening]:
    today = timezone.localdate()
    by_part: dict[int, list[MergedRow]] = {}
    for row in rows:
        by_part.setdefault(row.part, []).append(row)
    told = {part: sources[part].tell(entered, of_part) for part, of_part in by_part.items()}
    for row in rows:
        one = told[row.part].get(row.id)
        if one is not None:
            yield Happening(row.day, one, row.day > today)


def _chips(sources: Sequence[Source], counts: Mapping[int, int], asked: Asked) -> tuple[Chip, ...]:
    """All, and each kind that there is something of; none where there is but one kind."""
    labels: dict[str, str] = {}
    found: dict[str, int] = {}
    for place, source in enumerate(sources):
        if count := counts.get(place, 0):
            labels.setdefault(source.kind, str(source.label))
            found[source.kind] = found.get(source.kind, 0) + count
    if len(found) < 2 and not asked.kind:
        return ()
    kinds = [
        Chip(labels[kind], count, asked.query(kind=kind, page=1), kind == asked.kind)
        for kind, count in found.items()
    ]
    everything = Chip(_("Everything"), sum(found.values()), asked.query(kind="", page=1), not asked.kind)
    return (everything, *kinds)
