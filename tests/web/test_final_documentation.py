"""The final documentation holds all that is known of the stay, and nothing of an earlier one."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.activities.enums import Mark
from samsteg.activities.marking import mark_session
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.plans.records import ScaleValues
from samsteg.participants.plans.services import read_scale
from samsteg.participants.way.enums import State, Step
from samsteg.placements.ladders import add_hours
from samsteg.placements.models import Placement
from samsteg.placements.records import Ending, PlacementValues, Rung
from samsteg.placements.services import end_placement, plan_placement
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_consent, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


@pytest.fixture
def stay(team: Team, head: Actor) -> Stay:
    found = bring_to(head, team, State.TRIAL)
    make_consent(team, found.person_id)
    return found


def paper(client: Client, stay: Stay) -> str:
    """All its words, those of tables too."""
    address = reverse("final_word", args=[stay.team.slug, stay.person_id])
    document = docx.Document(io.BytesIO(client.get(address).content))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def placed(head: Actor, stay: Stay, employer: str, day: dt.date, **texts: str) -> Placement:
    values: dict[str, Any] = {
        "employer": employer,
        "form": "work_training",
        "hours": Decimal(8),
        "texts": texts,
    }
    who: dict[str, Any] = {"actor": head, "team": stay.team, "person_id": stay.person_id}
    with acting(head):
        return plan_placement(**who, values=PlacementValues(started_on=day, **values))


def marked(head: Actor, stay: Stay, group: str, *days: dt.date, mark: str = Mark.PRESENT) -> None:
    with acting(head):
        made = make_group(head, stay.team, group)
        for day in days:
            session = make_session(head, stay.team, made, day)
            mark_session(
                actor=head, team=stay.team, series=session.series, asked=[asked(stay.person_id, mark)]
            )


def rated(head: Actor, stay: Stay, day: dt.date, own: int) -> None:
    with acting(head):
        who: dict[str, Any] = {"actor": head, "team": stay.team, "person_id": stay.person_id}
        read_scale(**who, values=ScaleValues(read_on=day, own=own, coach=None))


def test_it_tells_of_work_groups_trial_and_how_it_ended(user: User, head: Actor, stay: Stay) -> None:
    step(head, stay.team, stay, Step.CONTINUE, days_ago(1))
    row = placed(head, stay, "Skogens Trä", days_ago(50), tasks="Packar och märker")
    who: dict[str, Any] = {"actor": head, "team": stay.team, "person_id": stay.person_id}
    with acting(head):
        row = add_hours(
            **who, series=row.series, expected_version=row.version, rung=Rung(days_ago(20), Decimal(12))
        )
        ending = Ending(ended_on=days_ago(2), outcome="more_hours")
        end_placement(**who, series=row.series, expected_version=row.version, ending=ending, early=False)
    marked(head, stay, "Skogsgruppen", days_ago(30), days_ago(23))
    marked(head, stay, "Hantverket", days_ago(29), mark=Mark.ABSENT)
    for day, own in ((days_ago(55), 3), (days_ago(5), 6)):
        rated(head, stay, day, own)
    step(head, stay.team, stay, Step.EXIT, TODAY, reason="work", detail="unsubsidised", extent_percent=50)
    words = paper(client_of(user), stay)
    for told in (
        "Skogens Trä (work training)",
        f"8 from {days_ago(50)}\n12 from {days_ago(20)}",
        "Packar och märker",
        "Ended as planned, Ready for more hours",
        f"Skogsgruppen\n{days_ago(30)} \u2013 {days_ago(23)}\n2\n2",
        f"Hantverket\n{days_ago(29)}\n0\n1",
        f"{days_ago(1)}, Continues",
        "50 per cent",
        f"3 ({days_ago(55)})\n6 ({days_ago(5)})",
    ):
        assert told in words, f"{told}\n---\n{words}"


def test_a_return_begins_anew(user: User, head: Actor, stay: Stay) -> None:
    team = stay.team
    placed(head, stay, "Gamla Snickeriet", days_ago(50))
    marked(head, stay, "Gamla gruppen", days_ago(30))
    rated(head, stay, days_ago(40), 2)
    step(head, team, stay, Step.EXIT, days_ago(10), reason="other")
    client = client_of(user)
    back = {"referred_on": str(days_ago(9)), "referrer": "self"}
    assert client.post(reverse("way_return", args=[team.slug, stay.person_id]), back).status_code == 302
    with acting(head):
        again = Stay.objects.get(person_id=stay.person_id, enrolled_on=None)
    planned = TODAY + dt.timedelta(days=300)
    step(head, team, again, Step.ENROL, days_ago(8), coach_id=user.pk, planned_on=planned)
    placed(head, again, "Nya Bageriet", days_ago(5))
    rated(head, again, days_ago(4), 7)
    words = paper(client, again)
    assert "Nya Bageriet" in words and f"7 ({days_ago(4)})\n7 ({days_ago(4)})" in words
    assert not any(one in words for one in ("Gamla Snickeriet", "Gamla gruppen", f"2 ({days_ago(40)})"))


def test_of_who_is_protected_nothing_tells_a_place(user: User, head: Actor, stay: Stay) -> None:
    officer = make_user("ansvarig")
    placed(head, stay, "Skogens Trä", days_ago(50), tasks="Packar i Skogby")
    marked(head, stay, "Gruppen i Skogby", days_ago(30))
    with acting(head):
        set_protection(actor=head, team=stay.team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        NamedStaff.objects.create(
            team=stay.team, person_id=stay.person_id, user=user, granted_by=officer, valid_from=TODAY
        )
    words = paper(client_of(user), stay)
    assert "Skogby" not in words and "Skogens" not in words
    assert "Times in the roll call" in words
