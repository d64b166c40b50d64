"""Correcting sex and birth: a new dated fact beside the old one, never over it."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import ProtectionRule
from samsteg.access.policies import require
from samsteg.access.protection import protected_among, rule_of
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_ids import find_for_staff
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import ACT, page_stamp
from samsteg.people.enums import Sex
from samsteg.people.models import PersonDetail
from samsteg.people.selectors import personnummer_of
from samsteg.people.services import PersonFacts, save_details

FIRST_YEAR = 1900
COORDINATION = 60  # added to the day in a coordination number


def person_version(team: Team, person_id: int) -> str:
    """Changes with every fact; a form carries it, so that a stale one is noticed."""
    rows = PersonDetail.objects.filter(team=team, person_id=person_id)
    found = rows.aggregate(a=models.Max("recorded_at"), b=models.Max("superseded_at"))
    moments = [one for one in found.values() if one]
    return max(moments).isoformat() if moments else ""


def takes_birth_date(team: Team, person_id: int) -> bool:
    """Of who may be kept without identity only, the year of birth is all that is written down."""
    protected = protected_among(team.pk, [person_id])
    return not protected or rule_of(team.pk) is ProtectionRule.NAMED_STAFF


@transaction.atomic
def correct_person(
    *, actor: Actor, team: Team, person_id: int, facts: PersonFacts, expected_version: str
) -> None:
    """Raises PermissionRefused, NotVisible, and StepRefused, which names the field where it is one."""
    require(actor, ACT, team)
    stamp = page_stamp(actor, team)
    find_for_staff(actor, team, person_id)
    if person_version(team, person_id) != expected_version:
        raise StepRefused(_("Somebody else has changed this meanwhile. Your values are kept. Compare them."))
    if facts.sex not in Sex.values:
        raise StepRefused(_("Choose one from the list."), "sex")
    if facts.born_on and not takes_birth_date(team, person_id):
        raise StepRefused(_("Write the year alone: the person has protected identity."), "born")
    _check_birth(team, person_id, facts)
    save_details(team=team, persons={person_id: facts}, stamp=stamp)


def _check_birth(team: Team, person_id: int, facts: PersonFacts) -> None:
    born_on, year = facts.born_on, facts.born_on.year if facts.born_on else facts.birth_year
    if year is None:
        return
    today = timezone.localdate()
    if not FIRST_YEAR <= year <= today.year or (born_on and born_on > today):
        raise StepRefused(_("Write a day of birth from 1900 up to today."), "born")
    first = _first_day(team, person_id)
    if first and (born_on >= first if born_on else year > first.year):
        raise StepRefused(
            _("The birth is after the first day that is noted of the participant (%(day)s). Check the year.")
            % {"day": first},
            "born",
        )
    number = personnummer_of(team.pk, [person_id]).get(person_id, "")
    if number and not agrees(number, born_on, year):
        raise StepRefused(_("The identity number that is kept tells of another birth. Check both."), "born")


def _first_day(team: Team, person_id: int) -> dt.date | None:
    days = ("referred_on", "study_visit_on", "mission_received_on", "enrolled_on")
    rows = Stay.objects.in_team(team.pk).filter(person_id=person_id)
    found: dt.date | None = rows.aggregate(first=models.Min(Least(*days)))["first"]
    return found


def agrees(number: str, born_on: dt.date | None, year: int) -> bool:
    """Whether twelve digits tell of the same birth; a coordination number has sixty more on its day."""
    if not born_on:
        return number[:4] == f"{year:04}"
    day = int(number[6:8])
    told = f"{number[:6]}{day - COORDINATION if day > COORDINATION else day:02}"
    return told == f"{born_on:%Y%m%d}"
