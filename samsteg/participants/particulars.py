"""What a participant is called and how the participant is reached: reading it in clear, and changing it.

Kept sealed, so that it can be forgotten with the person's key; who changed it last is noted. Of contact data what a
change took away is kept too, until somebody lets it go; of a name nothing is (docs/adr/0006).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.enums import ProtectionRule
from samsteg.access.policies import require
from samsteg.access.protection import protected_among, rule_of
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import takes_numbers
from samsteg.participants.own_ids import find_for_staff
from samsteg.people.contact import Contact, forget_earlier_contact, keep_contact, kept_contact
from samsteg.people.models import Identity
from samsteg.people.names import NAMELESS, PersonName, open_name, save_name, tidied_name
from samsteg.people.retention import forget_contact
from samsteg.people.vault import vault_to_fill


class StaleParticulars(Refused):
    """Somebody else has changed name or contact data in between."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the team may keep of the person."""

    name: bool = True
    contact: bool = True

    @property
    def anything(self) -> bool:
        return self.name or self.contact


@dataclass(frozen=True, slots=True)
class Particulars:
    """In clear. `token` is another after each change, and empty while nothing is kept."""

    name: PersonName = field(default=NAMELESS, repr=False)
    contact: Contact = field(default_factory=Contact, repr=False)
    token: str = ""
    updated_by_id: int | None = None
    updated_at: dt.datetime | None = None


def allowed_for(team: Team, person_id: int) -> Allowed:
    """Nobody with protected identity has contact data here, and a name only by the controller's rule."""
    if not protected_among(team.pk, [person_id]):
        return Allowed()
    return Allowed(name=rule_of(team.pk) is ProtectionRule.NAMED_STAFF, contact=False)


def particulars_of(team: Team, person_id: int) -> Particulars:
    """For whoever has already been allowed and logged. Raises KeyProblem on wrong keys."""
    row = Identity.objects.filter(team=team, person_id=person_id).first()
    if row is None:
        return Particulars()
    return Particulars(
        name=open_name(person_id, (row.key_id, row.wrapped_key, row.name_cipher)),
        contact=kept_contact(team.pk, person_id) if row.contact_cipher else Contact(),
        token=_token(row),
        updated_by_id=row.updated_by_id,
        updated_at=row.updated_at,
    )


def contact_consent(team: Team, person_id: int) -> Consent | None:
    """The consent in force to be written to by mail and text message, the one that lasts longest."""
    rows = Consent.objects.filter(in_force(), team=team, person_id=person_id, kind=ConsentKind.CONTACT)
    return rows.order_by("-valid_to", "-pk").first()


@transaction.atomic
def save_particulars(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    name: PersonName,
    contact: Contact,
    expected_token: str,
) -> bool:
    """Makes the record say this; returns whether it said something else.

    Raises NotVisible for who isn't the actor's to see whole, PermissionRefused, StaleParticulars when somebody has
    changed it since `expected_token`, and Refused for what may not be kept or can't be written.
    """
    require(actor, "participants.write", team)
    find_for_staff(actor, team, person_id)
    name = PersonName(tidied_name(name.first), tidied_name(name.last))
    _require_allowed(team, person_id, name, contact)
    vault_to_fill(team.pk, person_id)  # so that there is a row to lock
    rows = Identity.objects.filter(team=team, person_id=person_id)
    rows.select_for_update().get()
    now = particulars_of(team, person_id)
    if now.token != expected_token:
        raise StaleParticulars(
            _("Somebody changed this after you opened it. What you wrote is kept. Compare, and save again.")
        )
    if now.name != name:
        save_name(team=team, person_id=person_id, name=name)
    if not allowed_for(team, person_id).contact:
        forget_contact(team, person_id)
    elif now.contact != contact:
        keep_contact(team=team, person_id=person_id, contact=contact, changed_by_id=actor.user_id)
    if (is_new := (now.name, now.contact) != (name, contact)) is True:
        rows.update(updated_by_id=actor.user_id, updated_at=timezone.now())
    return is_new


@transaction.atomic
def let_go_earlier_contact(*, actor: Actor, team: Team, person_id: int) -> int:
    """Forgets what contact data said before, for good; returns how many changes. Raises as `save_particulars`."""
    require(actor, "participants.write", team)
    find_for_staff(actor, team, person_id)
    return forget_earlier_contact(team=team, person_id=person_id)


def _require_allowed(team: Team, person_id: int, name: PersonName, contact: Contact) -> None:
    """Raises Refused. Nothing at all may always be written."""
    allowed = allowed_for(team, person_id)
    if not contact.is_empty and not allowed.contact:
        raise Refused(_("Contact data of a person with protected identity is never kept in Samsteg."))
    if name != NAMELESS and not allowed.name:
        raise Refused(_("The controller's rule doesn't let the team keep the name of a protected person."))
    if (name != NAMELESS or not contact.is_empty) and not takes_numbers(team):
        raise Refused(_("The team keeps no names and no contact data until its controller is decided."))


def _token(row: Identity) -> str:
    sealed = [bytes(one or b"") for one in (row.name_cipher, row.contact_cipher)]
    return hashlib.sha256(b"|".join(sealed)).hexdigest()[:20] if any(sealed) else ""
