"""The practice team's people have names and numbers that belong to nobody, the same whichever day it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from demo.lives import lives
from demo.names import called, reached
from demo.practice import SLUG
from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.cli.practice_loader import load_practice
from samsteg.cli.practice_people import name_practice_people
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.contact import has_contact, kept_contact
from samsteg.people.models import Person
from samsteg.people.names import NAMELESS, names_of_persons, save_name
from tests.factories import make_person

FICTION = re.compile(r"070-17406(0[5-9]|[1-9][0-9])")


def test_nobody_shares_a_name_and_every_number_is_for_fiction() -> None:
    people = {(life.person, life.sex) for year in range(2019, 2032) for life in lives(1, year)}
    people |= {(f"OVNING-{year}-N{number}", "men") for year in range(2019, 2032) for number in range(1, 5)}
    women_and_men = [called(*one) for one in people if one[1] in ("women", "men")]
    assert len(women_and_men) > 300
    assert len(set(women_and_men)) == len(women_and_men)
    for one in people:
        contact = reached(*one)
        numbers = [contact[name] for name in ("phone", "emergency_phone") if name in contact]
        assert numbers and all(FICTION.fullmatch(number) for number in numbers)
        assert contact.get("mail", "@example.com").endswith("@example.com")
        assert contact.get("mail", "a").isascii()


@pytest.mark.django_db
def test_everybody_is_named_once_and_what_is_changed_by_hand_stays(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.DATA_DIR = tmp_path
    make_operator(using="default")
    operator = User.objects.get(username="operator")
    load_practice(operator, tmp_path)
    team = Team.objects.get(slug=SLUG)
    other = make_person(team, own_id="EGEN-1")  # somebody's own, not of the workbook
    with acting(actor_in_team(operator, team)):
        persons = dict(Person.objects.filter(team=team).values_list("pk", "own_id"))
        names = names_of_persons(team.pk, persons)
        assert set(names) == set(persons) - {other}
        here = Stay.objects.in_team(team.pk).filter(enrolled_on__lte=timezone.localdate(), exited_on=None)[0]
        assert kept_contact(team.pk, here.person_id).phone
        left = Stay.objects.in_team(team.pk).filter(exited_on__isnull=False).order_by("exited_on")[0]
        assert not has_contact(team.pk, left.person_id)
        save_name(team=team, person_id=here.person_id, name=NAMELESS)
    assert name_practice_people(operator, team) == 0
    with acting(actor_in_team(operator, team)):
        assert here.person_id not in names_of_persons(team.pk, persons)
