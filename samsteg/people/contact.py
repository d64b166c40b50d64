"""How a person is reached, and by whom else: one sealed text under the person's data key.

Contact data is its own category of information. Nobody with protected identity has any (a trigger of the database
refuses it too). It is shown only when asked for, and that is logged.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.people.models import Identity
from samsteg.people.selectors import contact_of
from samsteg.people.services import save_contact

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


def keep_contact(*, team: Team, person_id: int, contact: Contact) -> None:
    """Raises Refused for a value that is too long or a way that isn't known. An empty contact takes it away."""
    tidy = Contact(**{name: " ".join(text.split()) for name, text in asdict(contact).items()})
    if any(len(text) > LONGEST for text in asdict(tidy).values()):
        raise Refused(_("Write at most %(count)d letters in each field.") % {"count": LONGEST})
    if tidy.way not in {"", *Way.values}:
        raise Refused(_("Choose how the person wants to be reached."))
    if tidy.is_empty:
        Identity.objects.filter(team=team, person_id=person_id).update(contact_cipher=None)
        return
    save_contact(team=team, person_id=person_id, contact=json.dumps(asdict(tidy)))


def kept_contact(team_id: int, person_id: int) -> Contact:
    """In clear, for whoever has already been allowed and logged. Raises KeyProblem on wrong keys."""
    text = contact_of(team_id, person_id)
    known = {field.name for field in fields(Contact)}
    return Contact(
        **{name: value for name, value in (json.loads(text) if text else {}).items() if name in known}
    )


def has_contact(team_id: int, person_id: int) -> bool:
    return Identity.objects.filter(
        team_id=team_id, person_id=person_id, contact_cipher__isnull=False
    ).exists()
