"""What people have written for one period's report, read at once: its texts, drafts, answers, and last time's texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import F, IntegerField, QuerySet, TextField, Value

from samsteg.access.policies import require
from samsteg.accounts.names import name_of
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.reports.models import CheckAnswer, Report, ReportText, TextDraft
from samsteg.statistics.values import Period


class Kind(StrEnum):
    BEGUN = "begun"
    TEXT = "text"
    EARLIER = "earlier"
    DRAFT = "draft"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Note:
    """`version`: a text's own, and of a draft the one that it was typed over; 0 otherwise. `by`: the shown name."""

    body: str
    version: int
    period: Period
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Written:
    """By place, answers by the fingerprint of their finding. `drafts` are the actor's own.

    `earlier`: what the team last wrote at the places asked about, in a report that ended before this one does.
    """

    is_begun: bool = False
    texts: Mapping[str, Note] = field(default_factory=dict)
    drafts: Mapping[str, Note] = field(default_factory=dict)
    answers: Mapping[str, Note] = field(default_factory=dict)
    earlier: Mapping[str, Note] = field(default_factory=dict)


def written_for(actor: Actor, team: Team, period: Period, earlier_at: Collection[str] = ()) -> Written:
    """What has been written for the period's report, begun or not. Raises PermissionRefused."""
    require(actor, "report.view", team)
    found: dict[str, dict[str, Note]] = {kind.value: {} for kind in Kind}
    rows = _told(team, actor.user_id, period.first, period.last, tuple(sorted(earlier_at)))
    for kind, place, body, version, first_day, last_day, by, at in rows:
        found[kind][place] = Note(body, version, Period(first_day, last_day), by, at)
    return Written(
        is_begun=bool(found[Kind.BEGUN]),
        texts=found[Kind.TEXT],
        drafts=found[Kind.DRAFT],
        answers=found[Kind.ANSWER],
        earlier=found[Kind.EARLIER],
    )


@KeptRows
def _told(
    team: Team, reader_id: int, first: dt.date, last: dt.date, earlier_at: tuple[str, ...]
) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of equal columns."""
    own = {"team_id": team.pk, "period_from": first, "period_to": last}
    nothing, zero = Value("", TextField()), Value(0, IntegerField())
    texts = ReportText.objects.filter(team_id=team.pk)
    before = texts.filter(period_to__lt=last, place__in=earlier_at).exclude(body="")
    latest = before.order_by("place", "-period_to", "-period_from").distinct("place")
    drafts = TextDraft.objects.filter(**own, writer_id=reader_id)
    answers = CheckAnswer.objects.filter(**own, withdrawn_at=None)
    questions = [
        _rows(Report.objects.filter(**own), Kind.BEGUN, nothing, nothing, zero, "started"),
        _rows(ReportText.objects.filter(**own), Kind.TEXT, F("place"), F("body"), F("version"), "updated"),
        _rows(answers, Kind.ANSWER, F("fingerprint"), F("reason"), zero, "answered"),
        _rows(drafts, Kind.DRAFT, F("place"), F("body"), F("based_on"), "saved"),
    ]
    if earlier_at:
        questions.append(_rows(latest, Kind.EARLIER, F("place"), F("body"), F("version"), "updated"))
    return questions[0].union(*questions[1:], all=True)


def _rows(
    rows: QuerySet[Any], kind: Kind, place: Any, body: Any, version: Any, act: str
) -> QuerySet[Any, tuple[Any, ...]]:
    """`act`: what the columns of who and when begin with; a draft's writer is the reader."""
    by = name_of("writer_id" if act == "saved" else f"{act}_by_id")
    return rows.values_list(
        Value(kind.value, TextField()), place, body, version, "period_from", "period_to", by, f"{act}_at"
    )
