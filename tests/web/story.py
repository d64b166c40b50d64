"""What is typed in the story of one person from call to exit: the same by test client and in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from samsteg.organisation.models import Team

TODAY: Final = timezone.localdate()
DAY: Final = dt.timedelta(days=1)
STARTED: Final = TODAY - 40 * DAY
NAME: Final = "Alva Exempelsson"
Typed = Mapping[str, Any]

REFERRAL: Final[Mapping[str, Typed]] = {
    "vem": {"referrer": "fk", "referrer_name": "Charlie Kvist", "referrer_phone": "08-000 00"},
    "personen": {"first_name": "Alva", "last_name": "Exempelsson", "born": "1990", "sex": "women"},
    "fragor": {"answer_0": "Att orka gå upp på morgonen."},
    "samtycke": {
        "consent_visit": "on",
        "consent_division": "on",
        "consent_form": "paper",
        "consented_on": str(TODAY - 60 * DAY),
    },
    "kontrollera": {},
}
TAKING: Final = {"referred_on": str(TODAY - 60 * DAY)}
VISIT: Final = {
    "on": str(TODAY - 55 * DAY),
    "starts_at": "13.30",
    "minutes": "60",
    "how": "place",
    "outcome": "wants",
    "asked": "Finns det bussar?",
}
MISSION: Final = {"on": str(TODAY - 50 * DAY)}
BEGIN: Final = {
    "on": str(STARTED),
    "start_form": "group",
    "trial_ends_on": str(TODAY + 20 * DAY),
    "planned_on": str(TODAY + 300 * DAY),
}
MEANS: Final = {
    "main_income": "sickness_benefit",
    "support_before_months": "30",
    "education": "upper_secondary",
}
CONSENT: Final = {
    "sources": ["own"],
    "categories": ["planning", "outcome"],
    "purpose": "Stödet ska hänga ihop",
    "form": "paper",
    "signed_on": str(TODAY),
    "edition": "easy",
    "signer": "self",
}
HOPES: Final = {"text": "Att orka gå upp.", "category": "planning"}
SCALE: Final = {"read_on": str(TODAY), "own": "4"}
NOTE: Final = {
    "text": "Vi promenerade.",
    "occurred_on": str(TODAY),
    "how": "walk",
    "category": "planning",
}
MEETING: Final = {
    "kind": "regular",
    "meeting_on": str(TODAY),
    "meeting_at": "14.30",
    "form": "digital",
}
HELD: Final = {"better": "Kommer upp.", "agreed": "Ring vårdcentralen"}
LEAVES: Final[Mapping[int, Typed]] = {
    1: {"on": str(TODAY), "reason": "studies"},
    2: {"main_income": "student_aid", "occupation": "student"},
    3: {"own_words": "Jag vågar mer nu."},
}


class Person:
    """The story's person, as addresses."""

    def __init__(self, team: Team, person_id: int) -> None:
        self.team, self.person_id = team, person_id

    def at(self, name: str, *more: object, **named: object) -> str:
        if named:
            return reverse(name, kwargs={"slug": self.team.slug, "person_id": self.person_id, **named})
        return reverse(name, args=[self.team.slug, self.person_id, *more])
