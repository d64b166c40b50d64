"""Protected identity: who has it, who is named to open such a person, and the count of those who aren't registered.

A level holds with the next request: the person leaves every list, search, count and file, and only named staff open
the page. Emergency access doesn't change that (`querysets.visible_persons`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.controller_rules import rules_at
from samsteg.access.enums import STAFF_ROLES, ProtectionLevel, ProtectionRule, RuleName
from samsteg.access.models import Membership, NamedStaff, Protection, UnregisteredCount
from samsteg.access.policies import require
from samsteg.access.querysets import still_at_work
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.people.enums import Sex

FIRST_YEAR = 2000


def rule_of(team_id: int) -> ProtectionRule:
    """What the controller has decided about protected persons."""
    return ProtectionRule(rules_at(team_id)[RuleName.PROTECTED_IDENTITY])


def protection_of(team_id: int, person_id: int) -> Protection | None:
    """The level that holds now. The caller has seen that the person may be opened."""
    return Protection.objects.filter(team_id=team_id, person_id=person_id, valid_to__isnull=True).first()


def protected_among(team_id: int, person_ids: Collection[int] | None = None) -> frozenset[int]:
    """Those of the persons (of all the team's) that are protected now."""
    rows = Protection.objects.filter(team_id=team_id, valid_to__isnull=True)
    found = rows.values_list("person_id", flat=True)
    return frozenset(found if person_ids is None else found.filter(person_id__in=person_ids))


def note_protected_reads(*, actor: Actor, team_id: int, person_ids: Collection[int], place: str) -> None:
    """Tells the officer that protected persons were opened, one alarm for each; nothing about others."""
    for person_id in sorted(protected_among(team_id, person_ids)):
        raise_alarm(
            actor=actor, team_id=team_id, kind=AlarmKind.PROTECTED_READ, person_id=person_id, reason=place
        )


def set_protection(*, actor: Actor, team: Team, person_id: int, level: ProtectionLevel) -> Protection:
    """The level holds from now on; another level takes the place of the one before.

    The caller has seen that the actor may open the person. Raises PermissionRefused.
    """
    require(actor, "protection.set", team)
    today = timezone.localdate()
    now = _open(team, person_id)
    if now is not None and now.level == level:
        return now
    if now is not None:
        now.valid_to, now.ended_by_id = today, actor.user_id
        now.save()
    made = Protection.objects.create(
        team=team, person_id=person_id, level=level, valid_from=today, set_by_id=actor.user_id
    )
    tell_protection(actor, team, person_id, level.value)
    return made


def end_protection(*, actor: Actor, team: Team, person_id: int) -> None:
    """The person is as others from now on, and nobody is named any more. Raises PermissionRefused, Refused."""
    require(actor, "protection.set", team)
    today = timezone.localdate()
    now = _open(team, person_id)
    if now is None:
        raise Refused(_("The participant has no protected identity here. Load the page again."))
    now.valid_to, now.ended_by_id = today, actor.user_id
    now.save()
    for one in named_now(team.pk).filter(person_id=person_id):
        one.valid_to, one.ended_by_id = today, actor.user_id
        one.save()
    tell_protection(actor, team, person_id, "ended")


def ask_erasure(*, actor: Actor, team: Team, person_id: int) -> None:
    """From now on nobody opens the person; the night's work takes the record away (`exchange.protecting`)."""
    require(actor, "protection.set", team)
    rows = Protection.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    rows.update(erase_asked_at=timezone.now())
    tell_protection(actor, team, person_id, "erased")


def name_staff(
    *, actor: Actor, team: Team, person_id: int, user_id: int, valid_to: dt.date | None = None
) -> NamedStaff:
    """Lets one of the staff open a protected person from today, up to, not including, a day.

    Raises PermissionRefused; Refused for oneself, for somebody outside the staff, a person who isn't protected, and a
    day that has been.
    """
    require(actor, "protection.name", team)
    today = timezone.localdate()
    if user_id == actor.user_id:
        raise Refused(_("Nobody names oneself. Ask another officer."))
    if _open(team, person_id) is None:
        raise Refused(_("The participant has no protected identity any more. Load the page again."))
    if not possible_staff(team.pk).filter(pk=user_id).exists():
        raise Refused(_("Choose somebody who is a coach or lead of the team today."))
    if valid_to is not None and valid_to <= today:
        raise Refused(_("The last day has been. Choose a later one, or leave it empty."))
    known = named_now(team.pk).filter(person_id=person_id, user_id=user_id).first()
    if known is not None:
        return known
    made = NamedStaff.objects.create(
        team=team,
        person_id=person_id,
        user_id=user_id,
        valid_from=today,
        valid_to=valid_to,
        granted_by_id=actor.user_id,
    )
    _tell_named(actor, made, "named")
    return made


def end_naming(*, actor: Actor, team: Team, naming_id: int) -> None:
    """The user can't open the person from the next request on. Raises PermissionRefused, Refused."""
    require(actor, "protection.name", team)
    named = named_now(team.pk).filter(pk=naming_id).first()
    if named is None:
        raise Refused(_("That has already ended. Load the page again."))
    named.valid_to, named.ended_by_id = timezone.localdate(), actor.user_id
    named.save()
    _tell_named(actor, named, "ended")


def named_now(team_id: int) -> QuerySet[NamedStaff]:
    today = timezone.localdate()
    return NamedStaff.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), team_id=team_id, valid_from__lte=today
    )


def protections_now(team_id: int) -> QuerySet[Protection]:
    return Protection.objects.filter(team_id=team_id, valid_to__isnull=True).select_related("set_by")


def opened_by_nobody(team_id: int) -> QuerySet[Protection]:
    """Protections of persons who stay, and for whom nobody of the staff of today is named: nobody opens the record."""
    named = named_now(team_id).filter(still_at_work("user_id"), person_id=OuterRef("person_id"))
    return protections_now(team_id).filter(~Exists(named), erase_asked_at__isnull=True)


def possible_staff(team_id: int) -> QuerySet[User]:
    """The coaches and leads of today."""
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        team_id=team_id,
        role__in=STAFF_ROLES,
        valid_from__lte=today,
        is_operator=False,
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("first_name", "pk")


def count_unregistered(*, actor: Actor, team: Team, year: int, sex: str) -> UnregisteredCount:
    """Counts one protected person who isn't registered. Raises PermissionRefused, Refused."""
    require(actor, "protection.count", team)
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Refused(_("Write a year from 2000 up to this year."))
    if sex not in Sex.values:
        raise Refused(_("Choose a sex."))
    return UnregisteredCount.objects.create(team=team, year=year, sex=sex, recorded_by_id=actor.user_id)


def take_back_count(*, actor: Actor, team: Team, count_id: int) -> None:
    """For who was counted by mistake. Raises PermissionRefused, Refused."""
    require(actor, "protection.count", team)
    row = counts_of(team.pk).filter(pk=count_id).first()
    if row is None:
        raise Refused(_("That has already been taken back. Load the page again."))
    row.taken_back_by_id, row.taken_back_at = actor.user_id, timezone.now()
    row.save()


def counts_of(team_id: int) -> QuerySet[UnregisteredCount]:
    rows = UnregisteredCount.objects.filter(team_id=team_id, taken_back_at__isnull=True)
    return rows.select_related("recorded_by").order_by("-year", "-pk")


def _open(team: Team, person_id: int) -> Protection | None:
    rows = Protection.objects.select_for_update()
    return rows.filter(team=team, person_id=person_id, valid_to__isnull=True).first()


def tell_protection(actor: Actor, team: Team, person_id: int, what: str) -> None:
    """An alarm to the officer; `what` is a level, or what was done."""
    raise_alarm(
        actor=actor, team_id=team.pk, kind=AlarmKind.PROTECTION_CHANGED, person_id=person_id, reason=what
    )


def _tell_named(actor: Actor, named: NamedStaff, what: str) -> None:
    raise_alarm(
        actor=actor,
        team_id=named.team_id,
        kind=AlarmKind.PROTECTED_NAMED,
        subject_id=named.user_id,
        person_id=named.person_id,
        reason=what,
    )
