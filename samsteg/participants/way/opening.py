"""A new stay: the first step of the way, for somebody new or for a person who comes back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.services import save_stays
from samsteg.participants.way.enums import Step
from samsteg.participants.way.records import NewPerson, StepValues
from samsteg.participants.way.rules import Known, StepRefused, check_step
from samsteg.participants.way.services import ACT, page_stamp
from samsteg.people.enums import Sex
from samsteg.people.names import save_name
from samsteg.people.selectors import persons_by_personnummer
from samsteg.people.services import PersonFacts, create_persons, save_details, save_personnummer

OLDEST = 110  # years


@dataclass(frozen=True, slots=True)
class Opened:
    """`is_new` is False for a stay that went on already."""

    stay: Stay
    is_new: bool = True


@transaction.atomic
def open_stay(
    *,
    actor: Actor,
    team: Team,
    person: NewPerson,
    referrer: str,
    referred_on: dt.date,
    municipality_code: str = "",
    mission_received_on: dt.date | None = None,
) -> Opened:
    """Takes in a referral of a person who is new here, or whose identity number the team has already.

    The new stay is seen by whoever may see the person: of somebody without consent and coach, the team lead alone.
    Nobody gets a second stay while one goes on: the actor is given that one, and told of it only by seeing the person.
    Raises PermissionRefused, StepRefused; Refused where the team takes no identity numbers.
    """
    require(actor, ACT, team)
    values = StepValues(on=referred_on, referrer=referrer)
    _check_person(person)
    known = Known(born_on=person.born_on)
    check_step(Step.REFER, None, actor.roles.get(team.pk, frozenset()), values, known, timezone.localdate())
    stamp = page_stamp(actor, team)
    person_id = _known_person(team, person)
    if person_id is not None and (going := _going_on(actor, team, person_id)) is not None:
        return Opened(going, is_new=False)
    if person_id is None:
        (person_id,) = create_persons(team=team, own_ids=[""])
        facts = PersonFacts(sex=person.sex, born_on=person.born_on, birth_year=person.birth_year)
        save_details(team=team, persons={person_id: facts}, stamp=stamp)
        save_name(team=team, person_id=person_id, name=person.name)
        if person.personnummer:
            save_personnummer(team=team, numbers={person_id: person.personnummer})
    facts_of_stay = StayFacts(
        referred_on=referred_on,
        mission_received_on=mission_received_on,
        referrer=referrer,
        municipality_code=municipality_code,
    )
    return Opened(_new_stay(actor, team, person_id, facts_of_stay, stamp))


@transaction.atomic
def open_again(*, actor: Actor, team: Team, person_id: int, referrer: str, referred_on: dt.date) -> Stay:
    """A person who comes back: a new stay, with the old one readable. Raises as `open_stay`, and NotVisible."""
    require(actor, ACT, team)
    stamp = page_stamp(actor, team)
    today = timezone.localdate()
    before = list(Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id))
    if not before:
        raise NotVisible
    if any(one.exited_on is None and one.not_enrolled_on is None for one in before):
        raise StepRefused(_("The participant has a stay that goes on. Load the page again."))
    values = StepValues(on=referred_on, referrer=referrer)
    check_step(Step.REFER, None, actor.roles.get(team.pk, frozenset()), values, Known(), today)
    newest = max(before, key=lambda one: one.pk)
    facts = StayFacts(referred_on=referred_on, referrer=referrer, municipality_code=newest.municipality_code)
    return _new_stay(actor, team, person_id, facts, stamp)


def _check_person(person: NewPerson) -> None:
    if person.sex not in Sex.values:
        raise StepRefused(_("Choose a sex."), "sex")
    today = timezone.localdate()
    year = person.born_on.year if person.born_on else person.birth_year
    if year is None:
        raise StepRefused(_("Write the day or the year of birth."), "born_on")
    if not today.year - OLDEST <= year <= today.year or (person.born_on and person.born_on > today):
        raise StepRefused(_("The year of birth can't be right. Check it."), "born_on")


def _known_person(team: Team, person: NewPerson) -> int | None:
    """Whoever has the number in the team already, seen or not: two persons with one number there can't be."""
    if not person.personnummer:
        return None
    return persons_by_personnummer(team.pk, [person.personnummer]).get(person.personnummer)


def _going_on(actor: Actor, team: Team, person_id: int) -> Stay | None:
    """The person's stay that hasn't ended. Raises StepRefused where the actor sees it."""
    today = timezone.localdate()
    ended = Q(exited_on__lte=today) | Q(not_enrolled_on__isnull=False)
    goes_on = Stay.objects.in_team(team.pk).known().filter(person_id=person_id).exclude(ended)
    if goes_on.open_to(actor).exists():
        raise StepRefused(
            _("The participant has a stay that goes on. End the referral as one that has come twice.")
        )
    return goes_on.order_by(F("enrolled_on").desc(nulls_last=True), "-pk").first()


def _new_stay(actor: Actor, team: Team, person_id: int, facts: StayFacts, stamp: Stamp) -> Stay:
    own_id = next_own_id(team, timezone.localdate().year)
    saved = save_stays(
        actor=actor, team=team, stays={own_id: facts}, persons={own_id: person_id}, stamp=stamp
    )
    return Stay.objects.get(team=team, pk=saved[own_id])


def next_own_id(team: Team, year: int) -> str:
    """The year and the next number in it, such as 2026-014. The caller holds the team's lock."""
    pattern = re.compile(rf"{year}-([0-9]{{1,6}})")
    used = (
        Stay.objects.in_team(team.pk).filter(own_id__startswith=f"{year}-").values_list("own_id", flat=True)
    )
    numbers = [int(found[1]) for own_id in used if (found := pattern.fullmatch(own_id))]
    return f"{year}-{max(numbers, default=0) + 1:03}"
