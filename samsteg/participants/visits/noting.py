"""A study visit noted once it has been: booked and held in one go, so that it needn't be typed twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.visits.rules import VisitRefused
from samsteg.participants.visits.services import book_visit, hold_visit
from samsteg.participants.way.current import known_now, stay_now
from samsteg.participants.way.enums import Step
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.rules import check_step


def booked_study_visits(*, actor: Actor, team: Team, person_id: int) -> list[Visit]:
    """Those of the person that are booked, the latest first: it is there that one says how it was.

    Raises PermissionRefused.
    """
    require(actor, "visits.view", team)
    rows = Visit.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id)
    return list(
        rows.filter(kind=VisitKind.STUDY_VISIT, state=VisitState.BOOKED).order_by(
            "-on_day", "-starts_at", "-pk"
        )
    )


@transaction.atomic
def note_visit(*, actor: Actor, team: Team, stay_id: int, booking: Booking, told: Told) -> Visit:
    """A study visit that nobody had booked. The table of the way says whether it may be noted; the same twice is one.

    Raises PermissionRefused, NotVisible, StepRefused, VisitRefused, which name the field.
    """
    require(actor, "visits.write", team)
    today = timezone.localdate()
    stay = _locked(actor, team, stay_id)
    if (made := _noted_before(team, stay, booking)) is not None:
        return made
    stay, state = stay_now(actor, team, stay_id, today)
    roles = actor.roles.get(team.pk, frozenset())
    check_step(Step.VISIT, state, roles, StepValues(on=booking.on_day), known_now(stay), today)
    for one in booked_study_visits(actor=actor, team=team, person_id=stay.person_id):
        if one.on_day <= today:
            raise VisitRefused(
                _("A study visit is booked %(day)s. Say on its page how it was, or cancel it there.")
                % {"day": one.on_day}
            )
    row = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
    return hold_visit(actor=actor, team=team, visit_id=row.pk, expected_version=row.version, told=told)


def _locked(actor: Actor, team: Team, stay_id: int) -> Stay:
    """Two clicks come one after the other. Raises NotVisible."""
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(pk=stay_id)
    stay = Stay.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if stay is None:
        raise NotVisible
    return stay


def _noted_before(team: Team, stay: Stay, booking: Booking) -> Visit | None:
    rows = Visit.objects.in_team(team.pk).filter(
        stay=stay,
        kind=VisitKind.STUDY_VISIT,
        state=VisitState.HELD,
        on_day=booking.on_day,
        starts_at=booking.starts_at,
    )
    return rows.first()
