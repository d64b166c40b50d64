"""How a person is reached, and by whom else: one sealed text under the person's data key.

Contact data is its own category of information. Nobody with protected identity has any (a trigger of the database
refuses it too). It is shown only when asked for, and that is logged.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.bulk import new_ids
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.people.models import EarlierContact, Identity
from samsteg.people.selectors import contact_of
from samsteg.people.services import save_contact
from samsteg.people.vault import vault_to_fill, vaults_of

LONGEST = 200


class Way(models.TextChoices):
    """How the person wants to be reached."""

    CALL = "call", gettext_lazy("Phone call")
    TEXT = "text", gettext_lazy("Text message")
    MAIL = "mail", gettext_lazy("E-mail")
    LETTER = "letter", gettext_lazy("Letter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """All are free text as the person gave it, but `way`, a code of Way. `emergency_*`: whom to call if need be."""

    phone: str = ""
    mail: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    way: str = ""
    reach: str = ""  # when and how is best: not before ten, rings before coming
    interpreter: str = ""  # the language
    emergency_name: str = ""
    emergency_phone: str = ""
    emergency_relation: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Contact()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one change took away. `fields`: those it changed, as they were; a field that was empty isn't among them."""

    fields: Mapping[str, str] = field(repr=False)
    replaced_at: dt.datetime
    replaced_by_id: int | None


def keep_contact(*, team: Team, person_id: int, contact: Contact, changed_by_id: int | None = None) -> None:
    """An empty contact takes it away. What the change takes away is kept as earlier (`earlier_contacts`).

    Raises Refused for a value that is too long or a way that isn't known.
    """
    tidy = Contact(**{name: " ".join(text.split()) for name, text in asdict(contact).items()})
    if any(len(text) > LONGEST for text in asdict(tidy).values()):
        raise Refused(_("Write at most %(count)d letters in each field.") % {"count": LONGEST})
    if tidy.way not in {"", *Way.values}:
        raise Refused(_("Choose how the person wants to be reached."))
    _keep_earlier(team, person_id, tidy, changed_by_id)
    if tidy.is_empty:
        Identity.objects.filter(team=team, person_id=person_id).update(contact_cipher=None)
        return
    save_contact(team=team, person_id=person_id, contact=json.dumps(asdict(tidy)))


def _keep_earlier(team: Team, person_id: int, new: Contact, changed_by_id: int | None) -> None:
    now, then = asdict(new), asdict(kept_contact(team.pk, person_id))
    gone = {name: text for name, text in then.items() if text and text != now[name]}
    if not gone:
        return
    (pk,) = new_ids(EarlierContact, 1)
    sealed = vault_to_fill(team.pk, person_id).seal(json.dumps(gone), _place(pk))
    EarlierContact.objects.create(
        pk=pk, team=team, person_id=person_id, told_cipher=sealed, replaced_by_id=changed_by_id
    )


def _place(pk: int) -> str:
    return f"earlier contact:{pk}"


def kept_contact(team_id: int, person_id: int) -> Contact:
    """In clear, for whoever has already been allowed and logged. Raises KeyProblem on wrong keys."""
    text = contact_of(team_id, person_id)
    known = {one.name for one in fields(Contact)}
    return Contact(
        **{name: value for name, value in (json.loads(text) if text else {}).items() if name in known}
    )


def has_contact(team_id: int, person_id: int) -> bool:
    return Identity.objects.filter(
        team_id=team_id, person_id=person_id, contact_cipher__isnull=False
    ).exists()


def earlier_contacts(team_id: int, person_id: int) -> list[Earlier]:
    """In clear, newest first; for whoever has already been allowed and logged. Raises KeyProblem on wrong keys."""
    rows = list(
        EarlierContact.objects.filter(team_id=team_id, person_id=person_id).order_by("-replaced_at", "-pk")
    )
    vault = vaults_of(team_id, [person_id]).get(person_id) if rows else None
    if vault is None:
        return []
    opened = [(row, vault.open_if_kept(row.told_cipher, _place(row.pk))) for row in rows]
    return [
        Earlier(json.loads(told), row.replaced_at, row.replaced_by_id)
        for row, told in opened
        if told is not None
    ]


def contact_now_and_before(team_id: int, person_id: int) -> tuple[bool, bool]:
    """Whether there is any, and whether anything earlier is kept."""
    earlier = EarlierContact.objects.filter(team_id=team_id, person_id=OuterRef("person_id"))
    rows = Identity.objects.filter(team_id=team_id, person_id=person_id)  # nothing is sealed without one
    is_now = ExpressionWrapper(Q(contact_cipher__isnull=False), output_field=models.BooleanField())
    return rows.values_list(is_now, Exists(earlier)).first() or (False, False)


def forget_earlier_contact(*, team: Team, person_id: int) -> int:
    """Returns how many changes were kept."""
    gone, _rows = EarlierContact.objects.filter(team=team, person_id=person_id).delete()
    return gone
