"""May the actor do this in the team: every act x role, and that an unknown act is never allowed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from samsteg.access.enums import Office, Role
from samsteg.access.policies import POLICIES, may, require
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from tests.factories import officer

SOURCE = Path(__file__).parents[2] / "samsteg"
HERE, THERE = Team(pk=3, name="Prov"), Team(pk=4, name="Annat")
ALLOWED = {
    "team.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},
    "figures.view": {Role.COACH, Role.TEAM_LEAD},
    "figures.rows": {Role.COACH, Role.TEAM_LEAD},
    "figures.publish": {Role.TEAM_LEAD},
    "report.view": {Role.COACH, Role.TEAM_LEAD},
    "report.write": {Role.COACH, Role.TEAM_LEAD},
    "participants.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},
    "participants.represented": {Role.REPRESENTATIVE},
    "participants.export": {Role.COACH, Role.TEAM_LEAD},
    "participants.reveal": {Role.COACH, Role.TEAM_LEAD},
    "consents.view": {Role.COACH, Role.TEAM_LEAD},
    "consents.write": {Role.COACH, Role.TEAM_LEAD},
    "referrals.view": {Role.COACH, Role.TEAM_LEAD},
    "referrals.write": {Role.COACH, Role.TEAM_LEAD},
    "referrals.questions": {Role.TEAM_LEAD},
    "referrals.refer": set(),  # a referrer's role opens no team: see test_only_a_referrer_refers
    "visits.view": {Role.COACH, Role.TEAM_LEAD},
    "visits.write": {Role.COACH, Role.TEAM_LEAD},
    "visits.slots": {Role.TEAM_LEAD},
    "notes.write": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},
    "plan.write": {Role.COACH, Role.TEAM_LEAD},
    "participants.write": {Role.COACH, Role.TEAM_LEAD},
    "contact.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},  # where its category is open
    "today.view": {Role.COACH, Role.TEAM_LEAD},
    "way.change": {Role.COACH, Role.TEAM_LEAD},
    "way.stop": {Role.TEAM_LEAD},
    "follow_ups.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},  # what is open to it
    "follow_ups.list": {Role.COACH, Role.TEAM_LEAD},
    "follow_ups.write": {Role.COACH, Role.TEAM_LEAD},
    "follow_ups.times": {Role.TEAM_LEAD},
    "meetings.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},  # what all in the room may see
    "meetings.lead": {Role.COACH, Role.TEAM_LEAD},
    "placements.write": {Role.COACH, Role.TEAM_LEAD},
    "employers.view": {Role.COACH, Role.TEAM_LEAD},
    "employers.write": {Role.COACH, Role.TEAM_LEAD},
    "outreach.view": {Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE},  # about no participant
    "outreach.write": {Role.COACH, Role.TEAM_LEAD},
    "activities.view": {Role.COACH, Role.TEAM_LEAD},
    "activities.write": {Role.COACH, Role.TEAM_LEAD},
    "activities.mark": {Role.COACH, Role.TEAM_LEAD},
    "calendar.view": {Role.COACH, Role.TEAM_LEAD},
    "calendar.write": {Role.COACH, Role.TEAM_LEAD},
    "calendar.lead": {Role.TEAM_LEAD},
    "own_access.write": {Role.COACH, Role.TEAM_LEAD},
    "who_knows.view": {Role.COACH, Role.TEAM_LEAD},
    "who_knows.withhold": {Role.TEAM_LEAD},
    "emergency.open": {Role.COACH, Role.TEAM_LEAD},
    "protection.set": {Role.TEAM_LEAD},
    "protection.open": {Role.COACH, Role.TEAM_LEAD},
    "protection.count": {Role.TEAM_LEAD},
    "workbook.import": {Role.TEAM_LEAD},
    "workbook.export": {Role.TEAM_LEAD},
    "team.settings": {Role.TEAM_LEAD},
    "staff.view": {Role.COACH, Role.TEAM_LEAD},
    # The controller's officer alone: no role in a team opens them.
    "staff.grant": set(),
    "controller.decide": set(),
    "log.review": set(),
    "emergency.grant": set(),
    "protection.name": set(),
}
OF_OFFICERS = {
    "staff.view",
    "staff.grant",
    "controller.decide",
    "log.review",
    "emergency.grant",
    "protection.name",
}
# Offices are no roles: a row of theirs among the roles must open nothing.
ROLES = [*Role, *Office, ""]


def actor(*roles: str, team: Team = HERE) -> Actor:
    return Actor(user_id=1, username="prov", roles={team.pk: frozenset(roles)})


def test_the_table_names_every_policy() -> None:
    assert set(POLICIES) == set(ALLOWED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ALLOWED)
def test_act_by_role(act: str, role: str) -> None:
    assert may(actor(role), act, HERE) is (role in ALLOWED[act])


@pytest.mark.parametrize("role", ROLES)
def test_only_a_referrer_refers(role: str) -> None:
    outside = Actor(user_id=1, username="prov", outer_roles={HERE.pk: frozenset({role})})
    assert may(outside, "referrals.refer", HERE) is (role == Role.REFERRER)
    assert not may(outside, "referrals.refer", THERE)
    assert [act for act in ALLOWED if act != "referrals.refer" and may(outside, act, HERE)] == []


@pytest.mark.parametrize("act", ALLOWED)
def test_act_by_officer(act: str) -> None:
    """Of the team's controller: never anything with participants, nor of another controller's team."""
    assert may(officer(HERE), act, HERE) is (act in OF_OFFICERS)
    assert not may(officer(THERE), act, HERE)


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("office", Office)
def test_an_office_alone_opens_nothing_in_a_team(act: str, office: Office) -> None:
    assert not may(Actor(user_id=1, username="prov", offices=frozenset({office})), act, HERE)


@pytest.mark.parametrize("act", ALLOWED)
def test_a_role_elsewhere_opens_nothing_here(act: str) -> None:
    assert not may(actor(*Role, team=THERE), act, HERE)
    assert not may(Actor(user_id=1, username="prov"), act, HERE)


@pytest.mark.parametrize("act", ALLOWED)
def test_two_roles_have_the_rights_of_both(act: str) -> None:
    assert may(actor(Role.COACH, Role.TEAM_LEAD), act, HERE) is bool(
        ALLOWED[act] & {Role.COACH, Role.TEAM_LEAD}
    )


def test_a_refusal_says_what_to_do_and_not_who() -> None:
    with pytest.raises(PermissionRefused) as refusal:
        require(actor(Role.COACH), "workbook.import", HERE)
    assert str(refusal.value)
    assert "prov" not in str(refusal.value)
    assert HERE.name not in str(refusal.value)
    require(actor(Role.TEAM_LEAD), "workbook.import", HERE)


def test_an_unknown_act_is_refused() -> None:
    assert not may(actor(*Role), "workbook.destroy", HERE)
    with pytest.raises(PermissionRefused):
        require(actor(*Role), "workbook.destroy", HERE)


def acts_in_code() -> dict[str, str]:
    """Every act that the code asks for by a literal, with the file that does."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"may", "require"}:
                literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {str(act): str(path.relative_to(SOURCE)) for act in literals}
    return found


def test_the_code_asks_only_for_acts_that_exist() -> None:
    """A misspelt act is refused to all, and nobody would know why."""
    asked = acts_in_code()
    assert {"workbook.import", "workbook.export"} <= set(asked)
    assert {act: path for act, path in asked.items() if act not in ALLOWED} == {}
