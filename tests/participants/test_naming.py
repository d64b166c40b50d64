"""Texts that name a participant: what is a name, what only looks like one, and of whom nothing is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.participants.naming import fields_naming, refuse_participants
from samsteg.people.names import PersonName, save_name
from tests.factories import lead, make_stay, make_team
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


class Said(Refused):
    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def person(team: Team, first: str, last: str, *, exited_on: dt.date | None = None) -> int:
    stay = make_stay(team, enrolled_on=TODAY - 1500 * DAY, exited_on=exited_on)
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=PersonName(first, last))
    return stay.person_id


def is_found(team: Team, text: str, near: set[int] | None = None, known: tuple[str, ...] = ()) -> bool:
    with acting(lead(team)) as actor:
        return fields_naming(actor, team, {"text": text}, near=near or set(), known=known) == ["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Samtal Lars Pahittsson om sjukskrivning",
        "samtal lars pahittsson",
        "LARS PAHITTSSONS plats",
        "Pahittsson, Lars",
        "Lars\u00a0Pahittsson:s arbetsgivare",
        "La\u00adrs Pahittsson",
        "Erik Pahittsson",
        "Lars Erik Pahittsson",
        "Lars-Erik Pahittsson",
        "M\u00f6te om Lars P.",
        "Lars P\u00e5hittsson-Prov",
    ],
)
def test_both_names_are_somebody(text: str) -> None:
    team = make_team()
    person(team, "Lars Erik", "Pahittsson" if "\u00e5" not in text else "P\u00e5hittsson")
    assert is_found(team, text)


@pytest.mark.parametrize(
    "text",
    [
        "Lars fr\u00e5n f\u00f6reningen",
        "Pahittsson f\u00f6rel\u00e4ser",
        "Klars Pahittssonen",
        "Lars och Pahittsson",
        "Plats f\u00f6r lars p\u00e5 lagret, lars p",
        "",
        "   ",
    ],
)
def test_one_name_alone_is_many_peoples(text: str) -> None:
    team = make_team()
    person(team, "Lars", "Pahittsson")
    assert not is_found(team, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Annas frukost", True),
        ("anna l\u00e4ste h\u00f6gt", True),
        ("Anna:s och de andras", True),
        ("ANNA", True),
        ("Hos \u00d6vningssons", True),
        ("Hanna, Annas\u00e9 och savanna", False),
        ("Karin var med", False),  # of Anna-Karin only the whole name
        ("Anna-Karin var med", True),
        ("liv och lust", False),
        ("Liv var med", True),
    ],
)
def test_of_who_is_near_one_name_is_enough(text: str, found: bool) -> None:
    team = make_team()
    near = {
        person(team, "Anna", "\u00d6vningsson"),
        person(team, "Anna-Karin", "Prov"),
        person(team, "Liv", "Prov"),
    }
    assert is_found(team, text, near) is found
    assert not is_found(team, text)


def test_who_is_known_there_may_be_told_of_by_first_name() -> None:
    team = make_team()
    near = {person(team, "Anna", "\u00d6vningsson")}
    assert not is_found(team, "Anna ringer", near, ("Anna Chef",))
    assert is_found(team, "Anna \u00d6vningsson ringer", near, ("Anna Chef",))
    assert is_found(team, "Anna ringer", near, ("Bo Chef",))


def test_who_works_in_the_team_may_be_named_also_with_a_participants_name() -> None:
    team = make_team()
    person(team, "Lars", "Pahittsson")
    make_user("lars", team)  # Lars Prov
    assert not is_found(team, "Handledning Lars Prov, Lars P")
    assert is_found(team, "Samtal Lars Pahittsson")


def test_who_left_long_ago_another_team_and_protected_persons_are_not_looked_for() -> None:
    team, other = make_team(), make_team()
    person(team, "Gamla", "Prov", exited_on=TODAY - 731 * DAY)
    person(team, "Nyss", "Prov", exited_on=TODAY - 700 * DAY)
    person(other, "Annans", "Prov")
    hidden = person(team, "Dold", "Prov")
    with acting(lead(team)) as actor:
        set_protection(actor=actor, team=team, person_id=hidden, level=ProtectionLevel.MARKED)
    assert not is_found(team, "Gamla Prov, Annans Prov, Dold Prov", {hidden})
    assert is_found(team, "Nyss Prov")
    alone = replace(
        lead(team), team_access={team.pk: "assigned_only"}, roles={team.pk: frozenset({Role.COACH.value})}
    )
    with acting(alone):
        assert fields_naming(alone, team, {"text": "Nyss Prov"}) == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Ring 19850505-1234", True),
        ("850505-1234 var sjuk", True),
        ("850505\u20131234", True),
        ("8505051234", True),
        ("850565-1234", True),
        ("Ring 070-123 45 67", False),
        ("0701234567", False),
        ("212000-0142", False),
        ("2026-11-23 kl. 09.30", False),
    ],
)
def test_identity_numbers_are_refused_and_phones_are_not(text: str, refused: bool) -> None:
    team = make_team()
    with acting(lead(team)) as actor, translation.override("en"):
        texts = {"first": "Avtal", "note": text}
        if not refused:
            refuse_participants(actor, team, texts, refused=Said, says="named")
            return
        with pytest.raises(Said, match="identity number") as told:
            refuse_participants(actor, team, texts, refused=Said, says="named")
    assert told.value.field == "note"


def test_the_field_that_names_somebody_is_told() -> None:
    team = make_team()
    person(team, "Lars", "Pahittsson")
    with acting(lead(team)) as actor, pytest.raises(Said, match="named") as told:
        refuse_participants(
            actor, team, {"title": "Samtal", "place": "Hos Lars Pahittsson"}, refused=Said, says="named"
        )
    assert told.value.field == "place"


NAMES = st.text("abcdefghijklmnopqrstuvwxyz\u00e5\u00e4\u00f6\u00e9", min_size=3, max_size=9)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=NAMES, last=NAMES, upper=st.booleans(), around=st.sampled_from([" ", ", ", ". ", "\n", "/"]))
def test_any_name_is_found_between_any_signs(
    db: None, first: str, last: str, upper: bool, around: str
) -> None:
    team = make_team()
    person(team, first.title(), last.title())
    said = f"{first} {last}"
    assert is_found(team, f"Om{around}{said.upper() if upper else said}{around}igen")
