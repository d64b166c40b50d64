"""Who gets and loses a role or an office. Never by the receiver, always with an alarm to the controller's officer."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import AUTHORITY_ROLES, Office, Role
from samsteg.access.models import Appointment, Membership
from samsteg.access.policies import require
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Association, Authority, ControllerDecision, Team


def grant_membership(
    *,
    actor: Actor,
    team: Team,
    user: User,
    role: Role,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    authority: Authority | None = None,
    is_acting: bool = False,
) -> Membership:
    """A role in the team from a day up to, not including, another. Granted again it is left as it is.

    Raises Refused where the receiver grants, days run backwards, an authority is missing or not called for, or an
    acting lead has no last day; PermissionRefused for all but the controller's officer.
    """
    require(actor, "staff.grant", team)
    _check_receiver(actor, user)
    _check_days(valid_from, valid_to)
    if (role in AUTHORITY_ROLES) != (authority is not None):
        raise Refused(_("Representatives and referrers act for an authority: name it. Others don't."))
    if is_acting and (role != Role.TEAM_LEAD or valid_to is None):
        raise Refused(_("An acting lead stands in up to a day: write it."))
    made, is_new = Membership.objects.get_or_create(
        team=team,
        user=user,
        role=role,
        authority=authority,
        is_acting=is_acting,
        valid_to=valid_to,
        defaults={"valid_from": valid_from, "granted_by_id": actor.user_id},
    )
    if is_new:
        raise_alarm(
            actor=actor, team_id=team.pk, kind=AlarmKind.MEMBERSHIP_GRANTED, subject_id=user.pk, reason=role
        )
    return made


def end_membership(*, actor: Actor, team: Team, membership_id: int, ends_on: dt.date) -> Membership:
    """The role holds up to, not including, the day; from today on it takes effect with the next request.

    Raises Refused for an unknown role, and for a day before the first one.
    """
    require(actor, "staff.grant", team)
    held = Membership.objects.select_for_update().filter(pk=membership_id, team=team).first()
    if held is None or (held.valid_to is not None and held.valid_to <= timezone.localdate()):
        raise Refused(_("The role has already ended. Load the page again."))
    if ends_on < held.valid_from:
        raise Refused(_("The last day lies before the first. Choose a later day."))
    held.valid_to = ends_on
    held.ended_by_id = actor.user_id
    held.save()
    raise_alarm(
        actor=actor,
        team_id=team.pk,
        kind=AlarmKind.MEMBERSHIP_ENDED,
        subject_id=held.user_id,
        reason=held.role,
    )
    return held


def appoint(
    *,
    actor: Actor,
    user: User,
    office: Office,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    authority: Authority | None = None,
    association: Association | None = None,
    decision_number: str = "",
) -> Appointment:
    """An office from a day. A controller's officer is appointed by decision, and its teams' officers are told.

    Raises PermissionRefused unless a system administrator appoints (a controller's officer may appoint the next one of
    the same controller); Refused for oneself, for days that run backwards, or for an officer without a decision.
    """
    _check_may_appoint(actor, office, authority)
    _check_receiver(actor, user)
    _check_days(valid_from, valid_to)
    if office == Office.CONTROLLER_OFFICER and not (authority and decision_number.strip()):
        raise Refused(
            _("A controller officer is appointed by a decision: write the controller and its number.")
        )
    made, is_new = Appointment.objects.get_or_create(
        user=user,
        office=office,
        authority=authority,
        association=association,
        valid_to=valid_to,
        defaults={
            "valid_from": valid_from,
            "granted_by_id": actor.user_id,
            "decision_number": decision_number.strip(),
        },
    )
    if is_new and authority is not None:
        _tell_teams(actor, authority, user)
    return made


def end_appointment(*, actor: Actor, appointment: Appointment, ends_on: dt.date) -> None:
    """Raises as `appoint`. One's own office may be laid down."""
    if appointment.user_id != actor.user_id:
        _check_may_appoint(actor, Office(appointment.office), appointment.authority)
    if ends_on < appointment.valid_from:
        raise Refused(_("The last day lies before the first. Choose a later day."))
    appointment.valid_to = ends_on
    appointment.ended_by_id = actor.user_id
    appointment.save()


def _tell_teams(actor: Actor, authority: Authority, user: User) -> None:
    teams = ControllerDecision.objects.filter(controller=authority).values_list("team_id", flat=True)
    for team_id in sorted(set(teams)):
        raise_alarm(actor=actor, team_id=team_id, kind=AlarmKind.OFFICER_APPOINTED, subject_id=user.pk)


def _check_may_appoint(actor: Actor, office: Office, authority: Authority | None) -> None:
    own_controller = (
        office == Office.CONTROLLER_OFFICER
        and authority is not None
        and Appointment.objects.filter(
            user_id=actor.user_id, office=office, authority=authority, valid_to__isnull=True
        ).exists()
    )
    if not (actor.has_office(Office.SYSTEM_ADMIN) or own_controller):
        raise PermissionRefused(_("Only a system administrator appoints. Ask whoever runs Samsteg for you."))


def name_first_administrator(*, user: User, valid_from: dt.date) -> Appointment:
    """Whoever runs the installation names the first system administrator; the next ones are appointed by that one.

    Raises PermissionRefused where there is one already.
    """
    held = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), office=Office.SYSTEM_ADMIN
    )
    if held.exists():
        raise PermissionRefused(_("There is a system administrator already, who appoints the next one."))
    return Appointment.objects.create(user=user, office=Office.SYSTEM_ADMIN, valid_from=valid_from)


def _check_receiver(actor: Actor, user: User) -> None:
    if user.pk == actor.user_id:
        raise Refused(_("Nobody gives a role to oneself. Ask another officer."))


def _check_days(valid_from: dt.date, valid_to: dt.date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("The last day lies before the first. Choose a later day."))
