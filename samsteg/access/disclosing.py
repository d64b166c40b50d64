"""What was told without consent because law allows it. Never done by Samsteg: only written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import LegalGround
from samsteg.access.consent_models import Disclosure
from samsteg.access.consenting import ConsentRefused, require_person
from samsteg.access.enums import DataCategory
from samsteg.access.opened import Source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.organisation.models import Team
from samsteg.people.vault import Vault, vault_to_fill, vaults_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told, in words, to whom, when, on what ground and by whose decision."""

    what: str = field(repr=False)
    categories: tuple[DataCategory, ...]
    receiver: str
    ground: LegalGround
    paragraph: str
    decided_by: str
    disclosed_on: dt.date
    source: Source = None
    is_secret_to_person: bool = False


def record_disclosure(*, actor: Actor, team: Team, person_id: int, told: Told) -> Disclosure:
    """Raises ConsentRefused for what is missing, PermissionRefused, NotVisible."""
    require_person(actor, team, person_id, "consents.write")
    needed = {
        "what": (told.what.strip(), _("Write what was told.")),
        "categories": (told.categories, _("Choose what it was about.")),
        "receiver": (told.receiver.strip(), _("Write who was told.")),
        "paragraph": (told.paragraph.strip(), _("Write the law and the paragraph.")),
        "decided_by": (told.decided_by.strip(), _("Write who decided.")),
    }
    for name, (value, text) in needed.items():
        if not value:
            raise ConsentRefused(name, text)
    if told.disclosed_on > timezone.localdate():
        raise ConsentRefused("disclosed_on", _("The day has not come. Write when it was told."))
    (pk,) = new_ids(Disclosure, 1)  # known beforehand: the cipher is bound to it
    sealed = vault_to_fill(team.pk, person_id).seal(told.what.strip(), f"disclosure:{pk}")
    return Disclosure.objects.create(
        pk=pk,
        team=team,
        person_id=person_id,
        source_authority_id=told.source,
        categories=[one.value for one in told.categories],
        what_cipher=sealed,
        receiver=told.receiver.strip(),
        ground=told.ground,
        paragraph=told.paragraph.strip(),
        decided_by=told.decided_by.strip(),
        disclosed_on=told.disclosed_on,
        is_secret_to_person=told.is_secret_to_person,
        recorded_by_id=actor.user_id,
    )


def disclosures_of(team_id: int, person_id: int) -> list[tuple[Disclosure, str]]:
    """Newest first, with what was told in clear; empty words where the person's key is destroyed."""
    rows = list(
        Disclosure.objects.filter(team_id=team_id, person_id=person_id)
        .select_related("source_authority")
        .order_by("-disclosed_on", "-pk")
    )
    vault = vaults_of(team_id, [person_id]).get(person_id) if rows else None
    return [(row, _what(vault, row)) for row in rows]


def _what(vault: Vault | None, row: Disclosure) -> str:
    return (vault.open_if_kept(row.what_cipher, f"disclosure:{row.pk}") if vault else None) or ""
