"""Rows of the read log as the officer reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.access.log_review import authority_names, names_by_id
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import PARTICIPANT_ID, Actor
from samsteg.organisation.models import Team
from samsteg.participants.review_names import own_ids_in_review
from samsteg.web.log_review.words import person_words, place_words

PLACE = "page:officer-log"


@dataclass(frozen=True, slots=True)
class Row:
    at: dt.datetime
    reader: str
    unit: str
    kind: str
    whom: str
    place: str
    reason: str


def log_rows(actor: Actor, team: Team, entries: list[ReadEntry]) -> list[Row]:
    """The persons named are logged as shown."""
    persons = {one.person_id for one in entries if one.person_id is not None}
    own_ids = own_ids_in_review(actor=actor, team=team, person_ids=persons, place=PLACE)
    names = {**names_by_id({one.actor_id for one in entries}), PARTICIPANT_ID: _("the participant")}
    units = authority_names({unit for one in entries for unit in one.authority_ids})
    return [
        Row(
            at=one.at,
            reader=names.get(one.actor_id, _("an account that is gone")),
            unit=", ".join(units.get(unit, "") for unit in one.authority_ids) or team.name,
            kind=str(ReadKind(one.kind).label),
            whom=_whom(one, own_ids),
            place=place_words(one.place),
            reason=one.reason,
        )
        for one in entries
    ]


def _whom(entry: ReadEntry, own_ids: Mapping[int, str]) -> str:
    if entry.person_id is None:
        return _("Referral %(number)d, nobody's stay then") % {"number": entry.referral_id}
    return person_words(own_ids.get(entry.person_id))
