"""A register with something of everything, for tests of pages and tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues
from samsteg.placements.employers.services import (
    add_contact,
    add_document,
    add_employer,
    write_employer_note,
)
from tests.reports.pictures import png


@dataclass(frozen=True, slots=True)
class Made:
    employer_id: int
    document_id: int


def fill_register(actor: Actor, team: Team, name: str, *, ask_on: dt.date | None = None) -> Made:
    """An employer with a contact, a note and a document."""
    values = EmployerValues(name=name, tasks="Lager", at_once_most=2, ask_again_on=ask_on)
    row = add_employer(actor=actor, team=team, values=values)
    given = {"actor": actor, "team": team, "employer_id": row.pk}
    add_contact(**given, values=ContactValues(name="Lo Prov", phone="0225-000 00"))  # type: ignore[arg-type]
    said = NoteValues(kind="call", happened_on=timezone.localdate(), text="Tar emot i vår.")
    write_employer_note(**given, values=said)  # type: ignore[arg-type]
    document = add_document(**given, title="Avtal", content=png())  # type: ignore[arg-type]
    return Made(row.pk, document.pk)
