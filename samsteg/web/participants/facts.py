"""Facts of a person and a stay as the page shows them: the value, and on demand when it was learnt and from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext as _

from samsteg.audit.enums import SourceKind
from samsteg.core.facts import Fact
from samsteg.participants.enums import (
    EventKind,
    ExitDetail,
    ExitReason,
    NotEnrolledReason,
    ParallelKind,
    Referrer,
)
from samsteg.participants.models import ParallelEffort, StayDetail, StayEvent
from samsteg.participants.one_person import StayFactRows, StayRecord
from samsteg.participants.versions import Version, versions
from samsteg.people.enums import Sex
from samsteg.people.models import PersonDetail
from samsteg.web.participants import words

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Told:
    """One version: what was thought from a moment on, by whose hand and from where."""

    value: str
    learnt: str


@dataclass(frozen=True, slots=True)
class FactView:
    """`earlier` has what was thought before, newest first. `is_event`: it has a place of its own on the page."""

    label: str
    value: str
    learnt: str
    earlier: tuple[Told, ...]
    is_event: bool = False


@dataclass(frozen=True, slots=True)
class Origins:
    """The names behind the ids in a fact."""

    names: Mapping[int, str]
    sources: Mapping[int, str]

    @classmethod
    def of_facts(cls, facts: Iterable[Fact]) -> Origins:
        """Of facts that were read with their origin (`participants.origins`)."""
        names: dict[int, str] = {}
        sources: dict[int, str] = {}
        for fact in facts:
            told = vars(fact)
            names[fact.recorded_by_id or 0] = told["written_by"]
            if told["source_kind"] is not None:
                sources[fact.source_id or 0] = told["source_file"] or str(
                    SourceKind(told["source_kind"]).label
                )
        return cls(names, sources)

    def of(self, learnt_at: dt.datetime, actor_id: int | None, source_id: int | None) -> str:
        """Moment, person and source, as far as they are known."""
        source = self.sources.get(source_id or 0, "")
        parts = [words.moment(learnt_at), self.names.get(actor_id or 0, ""), source]
        return " \u00b7 ".join(part for part in parts if part)

    def of_fact(self, fact: Fact) -> str:
        return self.of(fact.recorded_at, fact.recorded_by_id, fact.source_id)

    def of_version(self, version: Version[str]) -> str:
        return self.of(version.learnt_at, version.actor_id, version.source_id)


def facts_of_person(details: Sequence[PersonDetail], origins: Origins) -> tuple[FactView, ...]:
    rows: list[tuple[str, Callable[[PersonDetail], str]]] = [
        (_("Sex"), lambda fact: words.word(Sex, fact.sex)),
        (_("Born"), lambda fact: words.birth(fact.born_on, fact.birth_year)),
    ]
    return views_of([(label, details, value) for label, value in rows], origins)


def facts_of_stay(stay: StayRecord | StayFactRows, origins: Origins) -> tuple[FactView, ...]:
    """In the order in which things happen; only what is known or has been."""
    events = {kind: [one for one in stay.events if one.kind == kind] for kind in EventKind}
    way_in: list[tuple[str, Iterable[StayDetail], Callable[[StayDetail], str]]] = [
        (_("Referrer"), stay.details, lambda fact: words.word(Referrer, fact.referrer)),
        (_("Municipality"), stay.details, lambda fact: words.municipality(fact.municipality_code)),
        (_("Income at enrolment"), stay.details, lambda fact: words.incomes(fact.income_start)),
        (_("Months of public support before"), stay.details, _months),
    ]
    way_out = [(_("Income at exit"), stay.details, lambda fact: words.incomes(fact.income_exit))]
    happened = [(kind.label, events[kind], event_words) for kind in EventKind]
    beside = [
        (kind.label, [one for one in stay.efforts if (one.code, one.ordinal) == (kind, ordinal)], _effort)
        for kind in ParallelKind
        for ordinal in sorted({one.ordinal for one in stay.efforts if one.code == kind})
    ]
    return (
        *views_of(way_in, origins),
        *(replace(view, is_event=True) for view in views_of(happened, origins)),
        *views_of(way_out, origins),
        *(replace(view, is_event=True) for view in views_of(beside, origins)),
    )


def views_of(
    rows: Iterable[tuple[object, Iterable[F], Callable[[F], str]]], origins: Origins
) -> tuple[FactView, ...]:
    """Of each row its label, all versions of one thing, and how one is told; what was never anything is left out."""
    return tuple(view for row in rows if (view := _view(str(row[0]), row[1], row[2], origins)))


def _view(label: str, facts: Iterable[F], value_of: Callable[[F], str], origins: Origins) -> FactView | None:
    told = [
        Told(one.value or words.NOTHING, origins.of_version(one))
        for one in versions(facts, value_of, nothing="")
    ]
    if not told:
        return None
    return FactView(label, told[-1].value, told[-1].learnt, tuple(reversed(told[:-1])))


def _months(fact: StayDetail) -> str:
    months = fact.support_before_months
    return "" if months is None else words.number(months)


def _effort(fact: ParallelEffort) -> str:
    return f"{fact.started_on} {words.NOTHING} {fact.ended_on or ''}".strip()


def _extent(percent: int | None) -> str:
    return "" if percent is None else _("%(percent)d percent of full time") % {"percent": percent}


def event_words(fact: StayEvent) -> str:
    return ", ".join([str(fact.occurred_on), *exit_words(fact)])


def exit_words(fact: StayEvent) -> list[str]:
    """The reason of an exit or of a no, and what is said nearer of it."""
    if fact.kind == EventKind.NOT_ENROLLED:
        return [words.word(NotEnrolledReason, fact.reason)]
    if fact.kind != EventKind.EXITED:
        return []
    said = [
        words.word(ExitReason, fact.reason),
        words.word(ExitDetail, fact.detail) or fact.detail_text,
        _extent(fact.extent_percent),
        _("early exit") if fact.early_exit else "",
    ]
    return [text for text in said if text]
