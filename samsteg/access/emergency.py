"""Emergency access ("break the glass"): a right of its own, a reason, three hours, and an alarm to the officer.

It never opens a person with protected identity (`querysets.visible_persons`): named staff do.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.emergency_models import EmergencyOpening, EmergencyRight
from samsteg.access.enums import STAFF_ROLES
from samsteg.access.models import Membership
from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind, ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team

OPEN_FOR = dt.timedelta(hours=3)
SHORTEST_REASON = 10  # letters: a few words, not "x"
PLACE = "page:emergency"


def grant_emergency_right(
    *, actor: Actor, team: Team, user: User, valid_from: dt.date, valid_to: dt.date | None = None
) -> EmergencyRight:
    """From a day up to, not including, another. Given again while it holds it is left as it is.

    Raises PermissionRefused for all but the officer; Refused for oneself, for somebody who doesn't work with the team's
    participants, and for days that run backwards.
    """
    require(actor, "emergency.grant", team)
    if user.pk == actor.user_id:
        raise Refused(_("Nobody gives a right to oneself. Ask another officer."))
    if user.pk not in {one.pk for one in staff_who_may_get(team)}:
        raise Refused(_("Only coaches and team leads of the team can have this right."))
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("The last day lies before the first. Choose a later day."))
    held = EmergencyRight.objects.filter(_in_force(timezone.localdate()), team=team, user=user).first()
    if held is not None:
        return held
    made = EmergencyRight.objects.create(
        team=team, user=user, valid_from=valid_from, valid_to=valid_to, granted_by_id=actor.user_id
    )
    _tell_of_right(actor, team, user.pk, _("Given"))
    return made


def end_emergency_right(*, actor: Actor, team: Team, right_id: int) -> EmergencyRight:
    """With the next request nothing is open by it any more. Raises PermissionRefused, Refused when it has ended."""
    require(actor, "emergency.grant", team)
    today = timezone.localdate()
    held = EmergencyRight.objects.select_for_update().filter(pk=right_id, team=team).first()
    if held is None or (held.valid_to is not None and held.valid_to <= today):
        raise Refused(_("The right has already ended. Load the page again."))
    held.valid_to, held.ended_by_id = max(today, held.valid_from), actor.user_id
    held.save(update_fields=["valid_to", "ended_by"])
    _tell_of_right(actor, team, held.user_id, _("Ended"))
    return held


def _tell_of_right(actor: Actor, team: Team, user_id: int, what: str) -> None:
    raise_alarm(actor=actor, team_id=team.pk, kind=AlarmKind.EMERGENCY_RIGHT, subject_id=user_id, reason=what)


def emergency_rights(*, actor: Actor, team: Team) -> list[EmergencyRight]:
    """Those that hold or will, by first day."""
    require(actor, "emergency.grant", team)
    rows = EmergencyRight.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate()), team=team
    )
    return list(rows.select_related("user", "granted_by").order_by("valid_from", "pk"))


def staff_who_may_get(team: Team) -> list[User]:
    """Today's coaches and leads, by name."""
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team=team,
        valid_from__lte=today,
        role__in=STAFF_ROLES,
        is_operator=False,
    )
    users = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return sorted(users, key=lambda user: (user.shown_name.casefold(), user.pk))


def has_emergency_right(actor: Actor, team: Team) -> bool:
    """Asked before anything else: who lacks the right learns nothing of who is in the team."""
    held = EmergencyRight.objects.filter(
        _in_force(timezone.localdate()),
        team=team,
        user_id=actor.user_id,
        valid_from__lte=timezone.localdate(),
    )
    return actor.has_role(team.pk, *STAFF_ROLES) and held.exists()


def require_emergency_right(actor: Actor, team: Team) -> None:
    """Raises PermissionRefused with the way to the right."""
    require(actor, "emergency.open", team)
    if not has_emergency_right(actor, team):
        raise PermissionRefused(
            _("You don't have the right to emergency access. The controller's officer can give it to you.")
        )


def open_in_emergency(*, actor: Actor, team: Team, person_id: int, reason: str) -> EmergencyOpening:
    """Opens the person for three hours; the officer is told at once, and the log has the reason.

    Opened again while it is open it is left as it is. The caller has found the person in the team. Raises
    PermissionRefused without the right; Refused without a reason, and for a person with protected identity.
    """
    require_emergency_right(actor, team)
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise Refused(_("Write why you need to see the participant now. The officer reads it."))
    if protected_among(team.pk, [person_id]):
        raise Refused(_("The team has no participant that is called that. Look at the spelling."))
    now = timezone.now()
    _close_what_is_over(actor, team, now)
    held = EmergencyOpening.objects.filter(
        team=team, user_id=actor.user_id, person_id=person_id, closed_at__isnull=True
    ).first()
    if held is not None:
        return held
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[person_id],
        kind=ReadKind.EMERGENCY,
        place=PLACE,
        reason=reason,
    )
    raise_alarm(
        actor=actor, team_id=team.pk, kind=AlarmKind.EMERGENCY_OPENED, person_id=person_id, reason=reason
    )
    return EmergencyOpening.objects.create(
        team=team,
        user_id=actor.user_id,
        person_id=person_id,
        reason=reason,
        opened_at=now,
        closes_at=now + OPEN_FOR,
    )


def _close_what_is_over(actor: Actor, team: Team, now: dt.datetime) -> None:
    """What has run out is closed at the time it did."""
    over = EmergencyOpening.objects.filter(
        team=team, user_id=actor.user_id, closed_at__isnull=True, closes_at__lte=now
    )
    for opening in over:
        opening.closed_at = opening.closes_at
        opening.save(update_fields=["closed_at"])


def close_emergency(*, actor: Actor, team: Team, opening_id: int) -> None:
    """One's own only; closing what is closed already is no fault."""
    require(actor, "emergency.open", team)
    EmergencyOpening.objects.filter(
        pk=opening_id, team=team, user_id=actor.user_id, closed_at__isnull=True
    ).update(closed_at=timezone.now())


def open_emergencies(actor: Actor, team_id: int, person_id: int | None = None) -> list[EmergencyOpening]:
    """What the actor has open in the team now, of one person or of all; the one that closes first comes first."""
    rows = EmergencyOpening.objects.filter(
        team_id=team_id, user_id=actor.user_id, closed_at__isnull=True, closes_at__gt=timezone.now()
    ).order_by("closes_at", "pk")
    return list(rows if person_id is None else rows.filter(person_id=person_id))


def _in_force(day: dt.date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)
