"""When a coach leaves: whose coach one is, and giving them to others in one go. All of it is saved, or nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import STAFF_ROLES
from samsteg.access.models import CoachAssignment, Membership
from samsteg.access.policies import require
from samsteg.access.protection import possible_staff
from samsteg.access.services import assign_coaches
from samsteg.accounts.names import names_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.meetings.enums import HandOverReason
from samsteg.participants.meetings.models import HandOver
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.models import CURRENT, PlannedEnd, Trial
from samsteg.participants.way.services import ACT


class HandOverRefused(Refused):
    """`fields` by name say what to mend: a person as "to_17". Nothing has been saved."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


def field_of(person_id: int) -> str:
    return f"to_{person_id}"


def stays_of_coach(actor: Actor, team: Team, coach_id: int) -> list[Stay]:
    """The newest stay of each whose coach it is, of those whom the actor sees; protected persons are in no list.

    The caller logs the read. Raises PermissionRefused.
    """
    require(actor, ACT, team)
    held = CoachAssignment.objects.filter(
        team=team, person_id=OuterRef("person_id"), coach_id=coach_id, valid_to__isnull=True
    )
    seen = Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED, Exists(held))
    return list(seen.order_by("person_id", *NEWEST).distinct("person_id"))


def coach_named(team: Team, coach_id: int) -> str:
    """The shown name of somebody who is or has been of the team's staff. Raises NotVisible."""
    held = Membership.objects.filter(team=team, user_id=coach_id, role__in=STAFF_ROLES, is_operator=False)
    if not held.exists():
        raise NotVisible
    return names_of([coach_id]).get(coach_id, "")


@transaction.atomic
def hand_over(
    *, actor: Actor, team: Team, from_id: int, to: Mapping[int, int], on: dt.date | None, reason: str
) -> int:
    """Gives each person (the keys) another coach; returns how many. Earlier coaches stay as history.

    Raises PermissionRefused; HandOverRefused, with nothing saved, also where somebody else was first.
    """
    require(actor, ACT, team)
    learning_moment(team.pk)
    _check(team, from_id, to, on, reason)
    seen = {stay.person_id for stay in stays_of_coach(actor, team, from_id)}
    if gone := [person_id for person_id in to if person_id not in seen]:
        raise HandOverRefused(
            _("Nothing is saved. Somebody has got another coach since you opened the page. Look again."),
            {field_of(person_id): _words_of_now(actor, team, person_id) for person_id in gone},
        )
    HandOver.objects.bulk_create(
        HandOver(
            team=team,
            person_id=person_id,
            from_coach_id=from_id,
            to_coach_id=to_id,
            handed_on=on or timezone.localdate(),
            reason=reason,
            recorded_by_id=actor.user_id,
        )
        for person_id, to_id in to.items()
    )
    return assign_coaches(team=team, coaches=dict(to), on=on)


def _check(team: Team, from_id: int, to: Mapping[int, int], on: dt.date | None, reason: str) -> None:
    """Raises HandOverRefused."""
    fields = {**_wrong_coaches(team, from_id, to), **_wrong_day(team, to, on)}
    if reason not in HandOverReason.values:
        fields["reason"] = _("Choose a reason.")
    if not to:
        fields["to_all"] = _("Choose who takes over.")
    if fields:
        raise HandOverRefused(_("Nothing is saved yet. Look at what is marked."), fields)


def _wrong_coaches(team: Team, from_id: int, to: Mapping[int, int]) -> dict[str, str]:
    staff = staff_ids(team) - {from_id}
    said = _("Choose somebody else who is a coach or lead of the team today.")
    return {field_of(person_id): said for person_id, to_id in to.items() if to_id not in staff}


def _wrong_day(team: Team, to: Mapping[int, int], on: dt.date | None) -> dict[str, str]:
    """The day may be one that has been, but not before the present coach began."""
    if on is None:
        return {"on": _("Write the day as 2026-11-23.")}
    if on > timezone.localdate():
        return {"on": _("The day hasn't come yet. Hand over on the day, so that nobody is without a coach.")}
    began = CoachAssignment.objects.filter(team=team, person_id__in=[*to], valid_to__isnull=True)
    latest = began.aggregate(day=Max("valid_from"))["day"]
    if latest is not None and on < latest:
        return {
            "on": _("One of them got the present coach %(day)s. Write that day or a later one.")
            % {"day": latest}
        }
    return {}


def _words_of_now(actor: Actor, team: Team, person_id: int) -> str:
    """Only of those whom the actor still sees."""
    if not Stay.objects.in_team(team.pk).visible_to(actor).filter(person_id=person_id).exists():
        return _("Can't be handed over any more.")
    held = CoachAssignment.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    coach_id = held.values_list("coach_id", flat=True).first()
    name = names_of([coach_id]).get(coach_id or 0, "")
    return _("Has got %(name)s as coach.") % {"name": name} if name else _("Has no coach now.")


def coaches_with_persons(actor: Actor, team: Team) -> Sequence[tuple[int, str, int]]:
    """Who is somebody's coach, by name, with how many of those whom the actor sees."""
    require(actor, ACT, team)
    seen = Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED, person_id=OuterRef("person_id"))
    held = CoachAssignment.objects.filter(Exists(seen), team=team, valid_to__isnull=True)
    counts: dict[int, int] = {}
    for coach_id in held.values_list("coach_id", flat=True):
        counts[coach_id] = counts.get(coach_id, 0) + 1
    names = names_of(counts)
    return sorted(
        ((pk, names.get(pk, ""), count) for pk, count in counts.items()), key=lambda one: one[1].casefold()
    )


@dataclass(frozen=True, slots=True)
class Coming:
    """A day to come for one person; `kind` is a VisitKind, or empty for the end of a trial or of the stay."""

    on: dt.date
    kind: str = ""
    is_trial: bool = False


def coming_days(actor: Actor, team: Team, stays: Sequence[Stay]) -> dict[int, tuple[Coming, ...]]:
    """Visits that are booked, trial periods and planned ends, by person, in order. Follow-ups stand in their own app.

    The stays are those that the actor sees.
    """
    persons = {stay.pk: stay.person_id for stay in stays}
    found: dict[int, list[Coming]] = defaultdict(list)
    booked = Visit.objects.in_team(team.pk).visible_to(actor).filter(stay_id__in=persons)
    for stay_id, on, kind in booked.filter(
        state=VisitState.BOOKED, on_day__gte=timezone.localdate()
    ).values_list("stay_id", "on_day", "kind"):
        found[persons[stay_id]].append(Coming(on, kind))
    tried = Trial.objects.filter(CURRENT, team=team, stay_id__in=persons, outcome="")
    for stay_id, on in tried.values_list("stay_id", "ends_on"):
        found[persons[stay_id]].append(Coming(on, is_trial=True))
    newest = PlannedEnd.objects.filter(CURRENT, team=team, stay_id__in=persons)
    newest = newest.order_by("stay_id", "-decided_on", "-pk").distinct("stay_id")
    for stay_id, on in newest.values_list("stay_id", "planned_on"):
        found[persons[stay_id]].append(Coming(on))
    return {pk: tuple(sorted(days, key=lambda one: one.on)) for pk, days in found.items()}


def efforts_beside(team: Team, stays: Sequence[Stay]) -> dict[int, tuple[ParallelEffort, ...]]:
    """What goes on beside the team, by person. The stays are those that the actor sees."""
    rows = ParallelEffort.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=timezone.localdate()),
        team=team,
        stay_id__in=[stay.pk for stay in stays],
        superseded_at__isnull=True,
    )
    found: dict[int, list[ParallelEffort]] = defaultdict(list)
    for row in rows.select_related("stay").order_by("started_on", "pk"):
        found[row.stay.person_id].append(row)
    return {person_id: tuple(efforts) for person_id, efforts in found.items()}


def staff_ids(team: Team) -> frozenset[int]:
    """The coaches and leads of today."""
    return frozenset(possible_staff(team.pk).values_list("pk", flat=True))
