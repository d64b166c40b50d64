"""Who is seen by whom: role x consent x coach x team, each with what is expected, from product.md's People."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.enums import Ground, Role, TeamAccess
from samsteg.access.models import CoachAssignment, Membership
from samsteg.access.selectors import grounds_for
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from tests.factories import make_consent, make_stay, make_team

TODAY = timezone.localdate()
EARLIER = TODAY - dt.timedelta(days=90)
LATER = TODAY + dt.timedelta(days=1)
# What the person has said about the team: (signed, withdrawn), or nothing.
CONSENTS: dict[str, tuple[dt.date, dt.date | None] | None] = {
    "none": None,
    "given": (EARLIER, None),
    "given today": (TODAY, None),
    "not yet": (LATER, None),
    "withdrawn": (EARLIER, TODAY),
}
# Whose the person is: (coach, from, to).
ASSIGNED: dict[str, tuple[str, dt.date, dt.date | None] | None] = {
    "nobody": None,
    "coach": ("coach", EARLIER, None),
    "colleague": ("colleague", EARLIER, None),
    "ended": ("coach", EARLIER, TODAY),
    "left": ("left", EARLIER, None),  # the role has ended, the assignment stands
    "account closed": ("closed", EARLIER, None),
}
SEEN = {  # (role of the actor, consent, assigned): is the person seen
    **{
        (role, consent, assigned): True
        for role in ("coach", "team_lead")
        for consent in ("given", "given today")
        for assigned in ASSIGNED
    },
    **{
        (role, consent, assigned): expected
        for consent in ("none", "not yet", "withdrawn")
        for (role, assigned), expected in {
            ("coach", "nobody"): False,
            ("coach", "coach"): True,
            ("coach", "colleague"): False,
            ("coach", "ended"): False,
            ("team_lead", "nobody"): True,  # to be allocated
            ("team_lead", "coach"): True,  # the actor's own
            ("team_lead", "colleague"): False,
            ("team_lead", "ended"): True,
            ("coach", "left"): False,
            ("coach", "account closed"): False,
            ("team_lead", "left"): True,  # nobody else could hand the person over
            ("team_lead", "account closed"): True,
        }.items()
    },
    **{
        (role, consent, assigned): False
        for role in ("no role", "steering")
        for consent in CONSENTS
        for assigned in ASSIGNED
    },
}


@dataclass(frozen=True, slots=True)
class Staff:
    coach: User
    colleague: User
    left: User
    closed: User


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def staff(team: Team) -> Staff:
    staff = Staff(
        coach=User.objects.create(username="prov-coach"),
        colleague=User.objects.create(username="prov-kollega"),
        left=User.objects.create(username="prov-slutade"),
        closed=User.objects.create(username="prov-last", is_active=False),
    )
    grant(team, staff.coach, EARLIER)
    grant(team, staff.colleague, EARLIER)
    grant(team, staff.left, EARLIER, TODAY)
    grant(team, staff.closed, EARLIER)
    return staff


def grant(team: Team, user: User, start: dt.date, end: dt.date | None = None) -> None:
    with acting(actor(user, (team, Role.COACH))):
        Membership.objects.create(
            team=team, user=user, role=Role.COACH, valid_from=start, valid_to=end, is_operator=True
        )


def actor(user: User, *places: tuple[Team, str]) -> Actor:
    return Actor(
        user_id=user.pk, username=user.username, roles={team.pk: frozenset({role}) for team, role in places}
    )


def place_person(team: Team, staff: Staff, consent: str, assigned: str) -> Stay:
    stay = make_stay(team)
    given, whose = CONSENTS[consent], ASSIGNED[assigned]
    with acting(actor(staff.coach, (team, Role.TEAM_LEAD))):
        if given:
            end = ConsentEnd.WITHDRAWN if given[1] else ""
            make_consent(team, stay.person_id, signed_on=given[0], ended_as=end)
        if whose:
            CoachAssignment.objects.create(
                team=team,
                person_id=stay.person_id,
                coach=getattr(staff, whose[0]),
                valid_from=whose[1],
                valid_to=whose[2],
            )
    return stay


def sees(who: Actor, stay: Stay) -> bool:
    with acting(who):
        return Stay.objects.visible_to(who).filter(pk=stay.pk).exists()


def test_the_table_is_whole() -> None:
    roles = ("coach", "team_lead", "no role", "steering")
    assert set(SEEN) == {(role, c, a) for role in roles for c in CONSENTS for a in ASSIGNED}


@pytest.mark.parametrize(("case", "expected"), SEEN.items(), ids=lambda value: str(value))
def test_seen(team: Team, staff: Staff, case: tuple[str, str, str], expected: bool) -> None:
    role, consent, assigned = case
    stay = place_person(team, staff, consent, assigned)
    assert sees(actor(staff.coach, (team, role)), stay) is expected


@pytest.mark.parametrize(("case", "with_consent"), SEEN.items(), ids=lambda value: str(value))
@pytest.mark.parametrize("access", TeamAccess)
def test_seen_as_the_controller_has_decided(
    team: Team, staff: Staff, access: TeamAccess, case: tuple[str, str, str], with_consent: bool
) -> None:
    role, consent, assigned = case
    stay = place_person(team, staff, consent, assigned)
    who = replace(actor(staff.coach, (team, role)), team_access={team.pk: access})
    works_here = role in ("coach", "team_lead")
    unallocated = role == "team_lead" and assigned in ("nobody", "ended", "left", "account closed")
    expected = {
        TeamAccess.WITH_TEAM_CONSENT: with_consent,
        TeamAccess.ASSIGNED_ONLY: (works_here and assigned == "coach") or unallocated,
        TeamAccess.WHOLE_TEAM: works_here,
    }
    assert sees(who, stay) is expected[access]
    with acting(who):
        assert bool(grounds_for(who, team.pk, stay.person_id)) is expected[access]


def test_why_one_sees_a_person(team: Team, staff: Staff) -> None:
    """Each ground by itself, all that hold together, and nothing for another team's."""
    coach, head = actor(staff.coach, (team, Role.COACH)), actor(staff.coach, (team, Role.TEAM_LEAD))
    whole = replace(coach, team_access={team.pk: TeamAccess.WHOLE_TEAM})
    cases = [
        (coach, "none", "coach", {Ground.OWN_COACH}),
        (coach, "given", "coach", {Ground.OWN_COACH, Ground.TEAM_CONSENT}),
        (coach, "given", "nobody", {Ground.TEAM_CONSENT}),
        (head, "none", "nobody", {Ground.TO_BE_ALLOCATED}),
        (head, "none", "left", {Ground.TO_BE_ALLOCATED}),
        (head, "given", "ended", {Ground.TO_BE_ALLOCATED, Ground.TEAM_CONSENT}),
        (whole, "none", "colleague", {Ground.WHOLE_TEAM}),
        (coach, "none", "colleague", set()),
    ]
    for who, consent, assigned, expected in cases:
        stay = place_person(team, staff, consent, assigned)
        with acting(who):
            assert set(grounds_for(who, team.pk, stay.person_id)) == expected
        stranger = actor(staff.coach, (make_team(), Role.TEAM_LEAD))
        with acting(stranger):
            assert grounds_for(stranger, team.pk, stay.person_id) == ()


@pytest.mark.parametrize("consent", CONSENTS)
@pytest.mark.parametrize("assigned", ASSIGNED)
@pytest.mark.parametrize("role", [Role.COACH, Role.TEAM_LEAD])
def test_another_team_never_sees(team: Team, staff: Staff, consent: str, assigned: str, role: str) -> None:
    """Not the assigned coach either, when the membership is elsewhere."""
    stay = place_person(team, staff, consent, assigned)
    elsewhere = make_team()
    assert not sees(actor(staff.coach, (elsewhere, role)), stay)
    assert not sees(actor(staff.coach), stay)


def test_lead_here_is_not_lead_there(team: Team, staff: Staff) -> None:
    other = make_team()
    unallocated, elsewhere = make_stay(team), make_stay(other)
    both = actor(staff.coach, (team, Role.TEAM_LEAD), (other, Role.COACH))
    assert sees(both, unallocated)
    assert not sees(both, elsewhere)


def test_a_consent_for_one_team_opens_no_other(team: Team, staff: Staff) -> None:
    """Even were the rows of two teams open to one who is a member of both, the consent names one team."""
    other = make_team()
    stay = make_stay(team)
    both = actor(staff.coach, (team, Role.COACH), (other, Role.COACH))
    with acting(both):
        make_consent(other, make_stay(other).person_id, signed_on=EARLIER)
    assert not sees(both, stay)


def test_the_filter_holds_without_the_fence(team: Team, staff: Staff) -> None:
    """The first fence alone: a context of both teams, an actor of one."""
    other = make_team()
    mine, theirs = make_stay(team), make_stay(other)
    narrow = actor(staff.coach, (team, Role.TEAM_LEAD))
    with acting(actor(staff.coach, (team, Role.TEAM_LEAD), (other, Role.TEAM_LEAD))):
        assert Stay.objects.count() == 2
        assert list(Stay.objects.visible_to(narrow)) == [mine]
        assert theirs not in Stay.objects.visible_to(narrow)


def test_the_team_stands_in_the_statement(team: Team, staff: Staff) -> None:
    """The planner knows nothing of the policy's array, so the statement itself must name the team."""
    sql = str(Stay.objects.visible_to(actor(staff.coach, (team, Role.COACH))).query)
    assert f'"participants_stay"."team_id" IN ({team.pk})' in sql


def test_nobody_without_teams_and_no_error(team: Team, staff: Staff) -> None:
    make_stay(team)
    nobody = actor(staff.coach)
    with acting(nobody):
        assert list(Stay.objects.visible_to(nobody)) == []


def test_the_second_stay_of_a_seen_person_is_seen(team: Team, staff: Staff) -> None:
    first = make_stay(team, enrolled_on=dt.date(2024, 1, 1), exited_on=dt.date(2024, 6, 1))
    second = make_stay(team, person=first.person_id, enrolled_on=dt.date(2025, 1, 1))
    who = actor(staff.coach, (team, Role.COACH))
    with acting(who):
        assert record_team_consents(team=team, consents={first.person_id: EARLIER}) == 1
        assert set(Stay.objects.visible_to(who)) == {first, second}
        assert record_team_consents(team=team, consents={first.person_id: None}) == 1
        assert set(Stay.objects.visible_to(who)) == set()
        ended = Consent.objects.get()
        assert (ended.ended_as, ended.ended_at is not None) == (ConsentEnd.WORKBOOK, True)


def test_a_new_coach_takes_over_and_the_earlier_stays_as_history(team: Team, staff: Staff) -> None:
    stay = make_stay(team)
    first, second = actor(staff.coach, (team, Role.COACH)), actor(staff.colleague, (team, Role.COACH))
    with acting(first):
        assert assign_coaches(team=team, coaches={stay.person_id: staff.coach.pk}) == 1
        assert assign_coaches(team=team, coaches={stay.person_id: staff.coach.pk}) == 0
    assert (sees(first, stay), sees(second, stay)) == (True, False)
    with acting(first):
        assert assign_coaches(team=team, coaches={stay.person_id: staff.colleague.pk}) == 1
    assert (sees(first, stay), sees(second, stay)) == (False, True)
    with acting(second):
        assert assign_coaches(team=team, coaches={stay.person_id: None}) == 1
        rows = CoachAssignment.objects.order_by("pk").values_list("coach_id", "valid_to")
        assert list(rows) == [(staff.coach.pk, TODAY), (staff.colleague.pk, TODAY)]
    assert (sees(first, stay), sees(second, stay)) == (False, False)


def test_queries_do_not_grow_with_rows(team: Team, staff: Staff, django_assert_num_queries: object) -> None:
    who = actor(staff.coach, (team, Role.TEAM_LEAD))
    for _number in range(5):
        make_stay(team)
    with acting(who), django_assert_num_queries(1):
        assert len(Stay.objects.visible_to(who)) == 5
