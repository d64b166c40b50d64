"""The pages of protected identity: setting it, who is named, the count of those who aren't registered."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionLevel, ProtectionRule, Role, RuleName, TeamAccess
from samsteg.access.models import NamedStaff, Protection
from samsteg.access.protection import counts_of, name_staff, set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm, ReadEntry
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import save_personnummer
from tests.factories import make_placement, make_stay, make_team, officer
from tests.web.users import appoint_officer, client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NUMBER = "199005179806"


def text(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined]  # a test client's answer
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page.partition("</header>")[2]).split()))


@pytest.fixture
def head_officer(team: Team) -> User:
    user = make_user("ansvarig")
    appoint_officer(user, team)
    return user


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-7", municipality_code="2083")
    make_placement(stay, TODAY, employer="Skogsbolaget")
    with inside(team):
        save_personnummer(team=team, numbers={stay.person_id: NUMBER})
    return stay


def decide(team: Team, user: User, rule: ProtectionRule) -> None:
    with acting(officer(team, user_id=user.pk)) as actor:
        for name, value in (
            (RuleName.PROTECTED_IDENTITY, rule),
            (RuleName.TEAM_ACCESS, TeamAccess.WHOLE_TEAM),
        ):
            decide_rule(
                actor=actor, team=team, name=name, value=value, valid_from=TODAY, decision_number="SN 1"
            )


def address(stay: Stay, name: str = "participant_protection") -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id])


def test_from_setting_to_opening(team: Team, lead_client: Client, stay: Stay, head_officer: User) -> None:
    decide(team, head_officer, ProtectionRule.NAMED_STAFF)
    page = lead_client.get(address(stay, "participant"))
    assert address(stay) in page.content.decode()
    form = lead_client.get(address(stay))
    assert "This is stored and may not stay The municipality The employer of work training" in text(form)
    done = lead_client.post(address(stay), {"level": "registration", "forget": "on"}, follow=True)
    assert f"Give the officer the reference {stay.person_id}." in text(done)
    assert lead_client.get(address(stay, "participant")).status_code == 404
    assert lead_client.get(address(stay)).status_code == 404

    officer_client, namings = client_of(head_officer), reverse("officer_protected", args=[team.slug])
    assert f"Reference {stay.person_id} Protected population registration" in text(
        officer_client.get(namings)
    )
    worker = User.objects.get(username="ledare")
    named = officer_client.post(namings, {"person": stay.person_id, "user": worker.pk}, follow=True)
    assert "Ledare Prov may open the participant" in text(named)

    listed = lead_client.get(reverse("protected_participants", args=[team.slug]))
    assert "You are named for 1 Participant K-7" in text(listed)
    opened = lead_client.get(address(stay, "participant"))
    assert "Protected identity: Protected population registration" in text(opened)
    assert "Skogsbolaget" not in opened.content.decode()
    assert "Hedemora" not in opened.content.decode()
    set_context(None)  # the requests left theirs behind in the test's transaction
    with acting(officer(team, user_id=head_officer.pk)):
        kinds = list(Alarm.objects.order_by("pk").values_list("kind", flat=True))
        assert kinds[-4:] == ["protection_changed", "protection_changed", "protected_named", "protected_read"]
        naming = NamedStaff.objects.get()
    ended = officer_client.post(reverse("end_naming", args=[team.slug, naming.pk]), follow=True)
    assert "Nobody may open the participant now." in text(ended)
    assert lead_client.get(address(stay, "participant")).status_code == 404


def test_what_the_rule_forbids_is_hidden_before_it_is_taken_away(
    team: Team, lead_client: Client, stay: Stay, head_officer: User
) -> None:
    decide(team, head_officer, ProtectionRule.WITHOUT_IDENTITY)
    lead_client.post(address(stay), {"level": "marked"})
    worker = User.objects.get(username="ledare")
    client_of(head_officer).post(
        reverse("officer_protected", args=[team.slug]), {"person": stay.person_id, "user": worker.pk}
    )
    for answer in (
        lead_client.get(address(stay, "participant")),
        lead_client.post(address(stay, "participant_personnummer")),
    ):
        page = answer.content.decode()
        assert answer.status_code == 200
        for hidden in ("Skogsbolaget", "Hedemora", "1990-05-17", "19900517", "9806"):
            assert hidden not in page
        assert "1990" in page
    lead_client.post(address(stay), {"level": "marked", "forget": "on"})
    with inside(team):
        assert Protection.objects.count() == 1
    assert "This is stored and may not stay Notes, the plan, signed papers" in text(
        lead_client.get(address(stay))
    )


@pytest.mark.parametrize("rule", ProtectionRule)
def test_a_name_is_shown_to_named_staff_by_the_rule_alone(
    team: Team, lead_client: Client, stay: Stay, head_officer: User, rule: ProtectionRule
) -> None:
    decide(team, head_officer, rule)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Exempelsson"))
    assert "Alva Exempelsson" in text(lead_client.get(address(stay)))  # before the protection
    head = User.objects.get(username="ledare")
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    with acting(officer(team, user_id=head_officer.pk)) as actor:
        name_staff(actor=actor, team=team, person_id=stay.person_id, user_id=head.pk)
    pages = [address(stay, name) for name in ("participant", "participant_protection", "contact", "notes")]
    for page in (reverse("protected_participants", args=[team.slug]), *pages):
        told = text(lead_client.get(page))
        assert ("Exempelsson" in told) is (rule is ProtectionRule.NAMED_STAFF), page
        assert "Participant K-7" in told or rule is ProtectionRule.NAMED_STAFF, page
    listed = reverse("participants", args=[team.slug])
    assert "Exempelsson" not in text(lead_client.get(listed))


def test_an_ended_protection_gives_the_person_back(
    team: Team, lead_client: Client, stay: Stay, head_officer: User
) -> None:
    decide(team, head_officer, ProtectionRule.NAMED_STAFF)
    lead_client.post(address(stay), {"level": "marked"})
    worker = User.objects.get(username="ledare")
    client_of(head_officer).post(
        reverse("officer_protected", args=[team.slug]), {"person": stay.person_id, "user": worker.pk}
    )
    both = lead_client.post(address(stay), {"level": "none", "forget": "on"})
    assert both.status_code == 422
    done = lead_client.post(address(stay), {"level": "none"}, follow=True)
    assert "The protection has ended." in text(done)
    assert "K-7" in text(done)


def test_the_count_of_those_not_registered(team: Team, lead_client: Client, coach_client: Client) -> None:
    page = reverse("protected_participants", args=[team.slug])
    assert "aren't registered in Samsteg" in text(lead_client.get(page))
    wrong = lead_client.post(page, {"year": "2999", "sex": "women"})
    assert wrong.status_code == 422
    assert "Write a year from 2000 up to this year." in text(wrong)
    assert 'value="2999"' in wrong.content.decode()
    for sex in ("women", "women", "men"):
        done = lead_client.post(page, {"year": str(TODAY.year), "sex": sex}, follow=True)
    assert f"{TODAY.year} 2 1 0 3" in text(done)
    assert "Counted without being registered" not in text(coach_client.get(page))
    with inside(team):
        row = counts_of(team.pk)[0]
    done = lead_client.post(reverse("take_back_unregistered", args=[team.slug, row.pk]), follow=True)
    assert f"{TODAY.year} 2 0 0 2" in text(done)


def test_setting_is_logged_and_a_get_changes_nothing(team: Team, lead_client: Client, stay: Stay) -> None:
    lead_client.get(address(stay))
    with inside(team):
        assert list(ReadEntry.objects.values_list("place", "person_id")) == [
            ("page:protection", stay.person_id)
        ]
        assert not Protection.objects.exists()
    assert lead_client.post(address(stay), {"level": "secret"}).status_code == 422
    assert lead_client.post(address(stay), {}).status_code == 422
    with inside(team):
        assert not Protection.objects.exists()


def test_another_teams_person_is_nobody(team: Team, lead_client: Client) -> None:
    other = make_stay(make_team())
    there = reverse("participant_protection", args=[team.slug, other.person_id])
    for answer in (lead_client.get(there), lead_client.post(there, {"level": "marked"})):
        assert answer.status_code == 404
    huge = reverse("participant_protection", args=[team.slug, 2**63])
    assert lead_client.get(huge).status_code == 404


def test_own_coach_without_lead_may_not_set(team: Team, stay: Stay) -> None:
    user = make_user("egen", team, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
    client = client_of(user)
    assert client.get(address(stay, "participant")).status_code == 200
    assert client.get(address(stay)).status_code == 403
    assert client.post(address(stay), {"level": "marked"}).status_code == 403
