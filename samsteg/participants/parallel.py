"""Efforts and studies beside the team: facts dated twice, which feed figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened, opened_categories
from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.effort_periods import Span, clash, free_ordinal
from samsteg.participants.enums import STUDY_EFFORTS, ParallelKind
from samsteg.participants.listing import BEGAN_ON
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.one_person import stays_in_part
from samsteg.participants.sources import require_staff

FURTHEST = dt.timedelta(days=366 * 3)
# What it tells of the person; the others tell of planning.
CATEGORY_OF_EFFORT: dict[str, DataCategory] = {
    **dict.fromkeys(STUDY_EFFORTS, DataCategory.STUDIES),
    ParallelKind.TREATMENT: DataCategory.HEALTH,
    ParallelKind.SUBSTANCE_TREATMENT: DataCategory.HEALTH,
    ParallelKind.SOCIAL_SUPPORT: DataCategory.SOCIAL,
}


class EffortRefused(Refused):
    """It can't be so. `field` names what to mend."""

    def __init__(self, message: str, field: str = "started_on") -> None:
        super().__init__(message)
        self.field = field


class StaleEffort(Refused):
    """Somebody else has changed it in between."""


@dataclass(frozen=True, slots=True)
class ReadEffort:
    """`fact_id` is the fact that holds now; `earlier` what was thought before, the newest first (None: nothing)."""

    fact_id: int
    stay_id: int
    own_id: str
    code: str
    ordinal: int
    started_on: dt.date
    ended_on: dt.date | None
    earlier: tuple[Span, ...] = ()
    writer_id: int | None = None
    written_at: dt.datetime | None = None

    def is_over(self, on: dt.date) -> bool:
        return self.ended_on is not None and self.ended_on < on


def category_of_effort(code: str) -> DataCategory:
    return CATEGORY_OF_EFFORT.get(code, DataCategory.PLANNING)


def efforts_of(
    actor: Actor, team: Team, person_id: int, opened: Opened | None = None
) -> tuple[ReadEffort, ...]:
    """What goes on or went on beside, newest first, as far as the actor may know it (`opened`, where it is known
    already). The caller logs the read.
    """
    opened = opened or opened_categories(actor, team, person_id)
    stays = stays_in_part(actor, team, person_id)
    rows = ParallelEffort.objects.filter(team=team, stay__in=stays).select_related("stay")
    now: list[ParallelEffort] = []
    before: dict[tuple[int, str, int], list[Span]] = defaultdict(list)
    for row in rows.order_by("-recorded_at", "-pk"):
        if not opened.reads(None, category_of_effort(row.code)):
            continue
        if row.superseded_at is None:
            now.append(row)
        else:
            before[(row.stay_id, row.code, row.ordinal)].append((row.started_on, row.ended_on))
    read = (
        ReadEffort(
            fact_id=row.pk,
            stay_id=row.stay_id,
            own_id=row.stay.own_id,
            code=row.code,
            ordinal=row.ordinal,
            started_on=row.started_on,
            ended_on=row.ended_on,
            earlier=tuple(before[(row.stay_id, row.code, row.ordinal)]),
            writer_id=row.recorded_by_id,
            written_at=row.recorded_at,
        )
        for row in now
    )
    return tuple(sorted(read, key=lambda one: (one.started_on, one.fact_id), reverse=True))


def stay_now(actor: Actor, team: Team, person_id: int) -> Stay:
    """The person's newest stay, to which something new belongs. Raises NotVisible."""
    stays = stays_in_part(actor, team, person_id).annotate(began_on=BEGAN_ON)
    found = stays.order_by("-began_on", "-pk").first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def save_effort(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    stay_id: int,
    code: str,
    started_on: dt.date,
    ended_on: dt.date | None,
    expected_id: int,
) -> None:
    """A period of the effort beside the stay, from the day to the day (inclusive). `expected_id` is the fact that the
    page showed, 0 for a new one. The same again changes nothing.

    Raises NotVisible, PermissionRefused, EffortRefused, StaleEffort.
    """
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    _check(code, started_on, ended_on)
    _replace(_Changing(actor, team, person_id, stay_id, code), (started_on, ended_on), expected_id)


@transaction.atomic
def take_back_effort(
    *, actor: Actor, team: Team, person_id: int, stay_id: int, code: str, expected_id: int
) -> None:
    """For what never was: figures no longer count it, and as known before they still do. Raises as `save_effort`."""
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    _replace(_Changing(actor, team, person_id, stay_id, code), None, expected_id)


def _check(code: str, started_on: dt.date, ended_on: dt.date | None) -> None:
    if code not in ParallelKind.values:
        raise EffortRefused(_("Choose what goes on beside the team."), "code")
    latest = timezone.localdate() + FURTHEST
    if started_on > latest:
        raise EffortRefused(_("The day is more than three years ahead. Look at the year."))
    if ended_on is not None and ended_on < started_on:
        raise EffortRefused(_("Write a last day that comes after the first."), "ended_on")
    if ended_on is not None and ended_on > latest:
        raise EffortRefused(_("The day is more than three years ahead. Look at the year."), "ended_on")


@dataclass(frozen=True, slots=True)
class _Changing:
    """Whose periods of which kind are changed, and by whom."""

    actor: Actor
    team: Team
    person_id: int
    stay_id: int
    code: str


def _replace(changing: _Changing, span: Span | None, expected_id: int) -> None:
    actor, team, stay_id, code = changing.actor, changing.team, changing.stay_id, changing.code
    if not stays_in_part(actor, team, changing.person_id).filter(pk=stay_id).exists():
        raise NotVisible
    moment = learning_moment(team.pk)
    rows = ParallelEffort.objects.filter(team=team, stay_id=stay_id)
    held = {one.pk: one for one in rows.filter(code=code, superseded_at__isnull=True)}
    if expected_id == 0 and span in [(one.started_on, one.ended_on) for one in held.values()]:
        return  # sent twice
    shown = held.get(expected_id)
    if expected_id and shown is None:
        raise StaleEffort(
            _(
                "Somebody else has changed this since you opened it. Your text is kept. Compare them and choose."
            )
        )
    if span is not None:
        _require_apart(span, [one for one in held.values() if one is not shown])
    ordinal = shown.ordinal if shown else free_ordinal([one.ordinal for one in held.values()])
    source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE)
    replace_facts(
        rows,
        team_id=team.pk,
        key=("stay_id", "code", "ordinal"),
        values=("started_on", "ended_on"),
        desired={(stay_id, code, ordinal): span},
        stamp=Stamp(moment=moment, actor_id=actor.user_id, source_id=source.pk),
    )


def _require_apart(span: Span, others: list[ParallelEffort]) -> None:
    """Raises EffortRefused where a day would lie in two periods of one kind."""
    found = clash(span, [(one.started_on, one.ended_on) for one in others])
    if found is None:
        return
    if found[1] is None:
        text = _(
            "The same goes on already, from %(first)s. Change that one, or end it before the new one begins."
        )
        raise EffortRefused(text % {"first": found[0]})
    text = _("There is one of the same already, %(first)s to %(last)s. Change that one, or mend the days.")
    raise EffortRefused(text % {"first": found[0], "last": found[1]})
