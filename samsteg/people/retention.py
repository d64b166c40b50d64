"""What this layer holds that points out a person, and how it is forgotten. Called by `exchange.protecting`."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.organisation.models import Team
from samsteg.people.models import EarlierContact, Identity, PersonDetail


@dataclass(frozen=True, slots=True)
class HeldOfPerson:
    has_name: bool
    has_number: bool
    has_contact: bool
    has_birth_date: bool


def held_of_person(team: Team, person_id: int) -> HeldOfPerson:
    """Also in versions that hold no more."""
    rows = Identity.objects.filter(team=team, person_id=person_id)
    columns = ("name_cipher", "personnummer_cipher", "contact_cipher")
    name, number, contact = rows.values_list(*columns).first() or (None, None, None)
    earlier = EarlierContact.objects.filter(team=team, person_id=person_id)
    details = PersonDetail.objects.filter(team=team, person_id=person_id, born_on__isnull=False)
    return HeldOfPerson(
        has_name=name is not None,
        has_number=number is not None,
        has_contact=contact is not None or earlier.exists(),
        has_birth_date=details.exists(),
    )


def forget_contact(team: Team, person_id: int) -> None:
    """What is kept and what was kept before."""
    EarlierContact.objects.filter(team=team, person_id=person_id).delete()
    Identity.objects.filter(team=team, person_id=person_id).update(contact_cipher=None)


def forget_birth_date(team: Team, person_id: int) -> None:
    """In every version; the year of birth stays, since the figures count by it."""
    PersonDetail.objects.filter(team=team, person_id=person_id).update(born_on=None)
