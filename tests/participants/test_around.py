"""Who is round a participant: kept with versions, ended rather than erased, and read by what it tells."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.participants.around.enums import CATEGORY_OF_ROLE, RoleAround
from samsteg.participants.around.records import Around, AroundValues
from samsteg.participants.around.selectors import around_of, versions_of_around
from samsteg.participants.around.services import AroundRefused, StaleAround, category_of, role_of, save_around
from samsteg.participants.models import PersonAround, Stay
from samsteg.participants.retention import count_around, forget_around
from samsteg.participants.sources import SourceRefused
from tests.factories import (
    coach,
    lead,
    make_authority,
    make_consent,
    make_stay,
    make_team,
    representative,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def stay() -> Stay:
    stay = make_stay(make_team())
    make_consent(stay.team, stay.person_id)
    return stay


def save(
    stay: Stay, who: Actor | None = None, series: uuid.UUID | None = None, version: int = 0, **values: Any
) -> PersonAround:
    who = who or coach(stay.team)
    with acting(who):
        return save_around(
            actor=who,
            team=stay.team,
            person_id=stay.person_id,
            series=series,
            expected_version=version,
            values=AroundValues(**({"role": "doctor", "name": "Prov Provsson"} | values)),
        )


def around(stay: Stay, who: Actor | None = None) -> Around:
    who = who or coach(stay.team)
    with acting(who):
        return around_of(who, stay.team, stay.person_id)


def test_what_is_written_is_read_back_and_nothing_of_it_lies_open(stay: Stay) -> None:
    save(
        stay,
        workplace="Vårdcentralen Prov",
        contact="0000-00 00 00",
        remark="Ring före nio",
        role="Körledare",
    )
    (one,) = around(stay).now
    assert (one.values.role, one.values.name, one.values.contact) == (
        "Körledare",
        "Prov Provsson",
        "0000-00 00 00",
    )
    with acting(lead(stay.team)):
        row = PersonAround.objects.values().get()
    assert b"Provsson" not in bytes(row["told_cipher"])
    assert "Prov" not in str({key: value for key, value in row.items() if key != "told_cipher"})


def test_who_has_left_is_still_told_of(stay: Stay) -> None:
    kept = save(stay, role="nurse")
    gone = save(stay, from_on=TODAY - dt.timedelta(days=90))
    save(
        stay,
        series=gone.series,
        version=1,
        from_on=TODAY - dt.timedelta(days=90),
        until_on=TODAY - dt.timedelta(days=1),
    )
    found = around(stay)
    assert [one.series for one in found.now] == [kept.series]
    assert [one.series for one in found.before] == [gone.series]
    who = coach(stay.team)
    with acting(who):
        assert [one.version for one in versions_of_around(who, stay.team, stay.person_id, gone.series)] == [
            2,
            1,
        ]


def test_the_second_of_two_is_told(stay: Stay) -> None:
    row = save(stay)
    save(stay, who=lead(stay.team), series=row.series, version=1, name="Ledarens")
    with pytest.raises(StaleAround):
        save(stay, series=row.series, version=1, name="Mitt")
    assert [one.values.name for one in around(stay).now] == ["Ledarens"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "  "}, "role"),
        ({"name": "x" * 121}, "name"),
        ({"from_on": TODAY, "until_on": TODAY - dt.timedelta(days=1)}, "until_on"),
        ({"authority_id": 4_000_000}, "authority_id"),
    ],
)
def test_what_cannot_be(stay: Stay, change: dict[str, Any], field: str) -> None:
    with pytest.raises(AroundRefused) as refused:
        save(stay, **change)
    assert refused.value.field == field


def test_each_suggestion_is_found_by_its_words_in_both_languages() -> None:
    assert len(RoleAround) >= 20
    for language in ("en", "sv"):
        with translation.override(language):
            labels = [str(role.label) for role in RoleAround]
            assert len({label.casefold() for label in labels}) == len(labels)
            assert [role_of(f" {label.upper()} ") for label in labels] == list(RoleAround.values)
    assert role_of("Körledare") == "Körledare"
    assert category_of("Körledare") == "social"
    assert set(CATEGORY_OF_ROLE) <= set(RoleAround.values)


def test_the_consents_that_name_the_authority_stand_beside(stay: Stay) -> None:
    region, other = make_authority("Region Prov"), make_authority("Annan")
    save(stay, authority_id=region.pk)
    save(stay, role="nurse", authority_id=other.pk)
    told = make_consent(stay.team, stay.person_id, region, categories=["work"])
    tells = make_consent(stay.team, stay.person_id, source=region, to_team=True, categories=["health"])
    make_consent(stay.team, stay.person_id, region, categories=["income"], ended_as="withdrawn")
    first, second = around(stay).now
    assert {(one.consent_id, one.is_told, one.categories) for one in first.agreed} == {
        (told.pk, True, ("work",)),
        (tells.pk, False, ("health",)),
    }
    assert second.agreed == ()


def test_a_representative_reads_by_what_the_role_tells(stay: Stay) -> None:
    board = make_authority()
    make_consent(stay.team, stay.person_id, board, categories=["work"])
    save(stay)
    save(stay, role="sius")
    them = representative(stay.team, board)
    assert [one.values.role for one in around(stay, them).now] == ["sius"]
    with pytest.raises(PermissionRefused):
        save(stay, who=them)


def test_what_an_authority_has_told_takes_its_consent(stay: Stay) -> None:
    region = make_authority()
    with pytest.raises(SourceRefused):
        save(stay, source_id=region.pk)
    make_consent(stay.team, stay.person_id, source=region, to_team=True, categories=["health"])
    save(stay, source_id=region.pk)
    assert [one.source for one in around(stay).now] == [region.name]


def test_nobody_is_written_down_round_a_protected_person(stay: Stay) -> None:
    """Not even for who is named: where somebody's doctor works tells where somebody lives."""
    row, head = save(stay), lead(stay.team)
    user, granter = (User.objects.create(username=name) for name in ("namngiven", "utser"))
    with acting(head):
        set_protection(actor=head, team=stay.team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        NamedStaff.objects.create(
            team=stay.team, person_id=stay.person_id, user=user, valid_from=TODAY, granted_by=granter
        )
    named = replace(head, user_id=user.pk)
    with acting(named), pytest.raises(NotVisible):
        versions_of_around(named, stay.team, stay.person_id, row.series)
    assert around(stay, named) == Around()
    with pytest.raises(AroundRefused):
        save(stay, who=named, role="nurse")
    with acting(named):
        assert count_around(stay.team, stay.person_id) == 1
        forget_around(stay.team, stay.person_id)
        assert PersonAround.objects.count() == 0


def test_who_does_not_see_the_person_finds_nothing(stay: Stay) -> None:
    hidden = make_stay(stay.team)
    row = save(hidden, who=lead(stay.team))
    assert around(hidden) == Around()
    for refused in (
        lambda: save(hidden),
        lambda: save(stay, series=row.series, version=1),  # another person's
    ):
        with pytest.raises(NotVisible):
            refused()
