"""What an exit closes, as met on the pages: groups and time at workplaces; and what taking it back opens."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.activities.members import put_in
from samsteg.activities.models import Group, GroupMembership
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.models import PersonalLink
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from samsteg.participants.way.enums import State, Step
from samsteg.placements.records import PlacementValues
from samsteg.placements.services import plan_placement
from samsteg.web.participants.person import span
from tests.activities.makers import make_group
from tests.factories import make_consent
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WHERE = {"reason": "studies", "detail": "", "detail_text": "", "extent_percent": ""}


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


@pytest.fixture
def stay(team: Team, head: Actor) -> Stay:
    made = bring_to(head, team, State.ENROLLED)
    make_consent(team, made.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={made.person_id: head.user_id})
    return made


@pytest.fixture
def group(team: Team, head: Actor) -> Group:
    with inside(team):
        return make_group(head, team)


def at(name: str, stay: Stay, *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def into(head: Actor, group: Group, stay: Stay, on: dt.date) -> None:
    with inside(stay.team):
        put_in(actor=head, team=stay.team, group_id=group.pk, person_id=stay.person_id, joined_on=on)


def leave(client: Client, stay: Stay, on: dt.date) -> None:
    client.post(at("way_part", stay, Step.EXIT, 1), {"on": str(on), **WHERE})
    assert client.post(at("way_check", stay, Step.EXIT)).status_code == 302


def undo(client: Client, stay: Stay) -> None:
    page = client.get(at("way", stay)).content.decode()
    moment = page.split('name="moment" value="')[1].split('"')[0]
    assert client.post(at("way_undo", stay), {"moment": moment}).status_code == 302


def held(team: Team) -> list[tuple[dt.date | None, str]]:
    with inside(team):
        return list(GroupMembership.objects.current().values_list("left_on", "leave_reason"))


def test_the_exit_tells_of_the_groups_closes_them_and_opens_them_when_taken_back(
    client: Client, head: Actor, group: Group, stay: Stay
) -> None:
    into(head, group, stay, days_ago(30))
    told = client.get(at("way_part", stay, Step.EXIT, 4)).content.decode()
    assert "the last day in the groups too: Skogsgruppen." in " ".join(told.split())
    leave(client, stay, days_ago(5))
    assert held(stay.team) == [(days_ago(4), "stay_ended")]
    page = client.get(reverse("group", args=[stay.team.slug, group.pk])).content.decode()
    assert at("person_groups", stay) not in page
    assert "Has left the team" in client.get(at("person_groups", stay)).content.decode()
    undo(client, stay)
    assert held(stay.team) == [(None, "")]


def test_nobody_is_put_back_into_a_group_after_the_exit(
    client: Client, head: Actor, group: Group, stay: Stay
) -> None:
    into(head, group, stay, days_ago(30))
    leave(client, stay, days_ago(5))
    with inside(stay.team):
        series = GroupMembership.objects.current().get().series
    answer = client.post(at("person_groups", stay), {"act": "put_back", "series": str(series)}, follow=True)
    assert "last day here was" in answer.content.decode()
    assert held(stay.team) == [(days_ago(4), "stay_ended")]


def test_another_exit_day_on_the_page_of_corrections_moves_the_day_in_the_group(
    client: Client, head: Actor, group: Group, stay: Stay
) -> None:
    into(head, group, stay, days_ago(30))
    leave(client, stay, days_ago(5))
    address = at("correct_stay", stay, stay.pk)
    form = client.get(address).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value())}
    answer = client.post(address, typed | {"exited_on": str(days_ago(2))})
    assert answer.status_code == 302, answer.context["form"].errors
    assert held(stay.team) == [(days_ago(1), "stay_ended")]


def test_a_first_day_that_can_not_be_stands_at_its_field_with_what_was_typed(
    client: Client, group: Group, stay: Stay
) -> None:
    address = at("person_groups", stay)
    for day, says in (("1999-01-01", "has been here since"), ("2036-01-01", "more than a year ahead")):
        answer = client.post(address, {"who": str(group.pk), "joined_on": day})
        assert answer.status_code == 422
        assert says in str(answer.context["form"].errors["joined_on"])
        assert day in answer.content.decode()
    assert held(stay.team) == []


def test_who_comes_later_stands_on_the_groups_page(
    client: Client, head: Actor, group: Group, stay: Stay
) -> None:
    into(head, group, stay, TODAY + 9 * DAY)
    page = client.get(reverse("group", args=[stay.team.slug, group.pk]))
    assert page.context["members"] == []
    assert [one.joined_on for one in page.context["coming_members"]] == [TODAY + 9 * DAY]
    assert "Come later" in page.content.decode()
    again = client.post(at("person_groups", stay), {"who": str(group.pk), "joined_on": str(TODAY)})
    assert f"Comes into Skogsgruppen on {TODAY + 9 * DAY}" in again.content.decode()


def test_an_exit_ahead_leaves_the_group_as_it_is_until_the_day(
    client: Client, head: Actor, group: Group, stay: Stay
) -> None:
    into(head, group, stay, days_ago(30))
    step(head, stay.team, stay, Step.EXTEND, TODAY, planned_on=TODAY + 90 * DAY, reason="usual")
    leave(client, stay, TODAY + 5 * DAY)
    assert held(stay.team) == [(TODAY + 6 * DAY, "stay_ended")]
    page = client.get(reverse("group", args=[stay.team.slug, group.pk]))
    assert len(page.context["members"]) == 1


def test_work_training_that_goes_on_ends_with_the_stay_and_is_asked_about(
    client: Client, head: Actor, stay: Stay
) -> None:
    with inside(stay.team):
        made = plan_placement(
            actor=head,
            team=stay.team,
            person_id=stay.person_id,
            values=PlacementValues(
                employer="Provsågen", form="work_training", started_on=days_ago(40), hours=Decimal(8)
            ),
        )
    told = client.get(at("way_part", stay, Step.EXIT, 1)).content.decode()
    assert "What goes on ends with the stay." in told
    leave(client, stay, days_ago(5))
    page = client.get(at("placement", stay, made.series)).content.decode()
    assert "Ended with the stay." in page
    assert span(days_ago(40), days_ago(5)) in page
    today = reverse("today", args=[stay.team.slug])
    assert f"ended {days_ago(5)}: what came of it?" in client.get(today).content.decode()
    end = client.get(at("placement_end", stay, made.series))
    assert end.context["entry"]["ended_on"].value() == days_ago(5)
    undo(client, stay)
    assert "Ended with the stay." not in client.get(at("placement", stay, made.series)).content.decode()
    assert "what came of it?" not in client.get(today).content.decode()


def test_the_exit_tells_of_promises_and_links_that_do_not_end_by_themselves(
    client: Client, head: Actor, stay: Stay
) -> None:
    """Each leads to where it is closed; what has been closed is told no more."""
    with inside(stay.team) as actor:
        values = StepValues(kind=StepKind.PROMISE, text="Skriva ett intyg", agreed_on=days_ago(9))
        made = agree_step(actor=head, team=stay.team, person_id=stay.person_id, values=values)
        link = PersonalLink.objects.create(
            team=stay.team,
            person_id=stay.person_id,
            kind=MessageKind.ANSWER,
            token_digest=b"prov",
            made_by_id=actor.user_id,
            expires_at=timezone.now() + 3 * DAY,
        )
    page = client.get(at("way_part", stay, Step.EXIT, 4)).content.decode()
    assert "Skriva ett intyg" in page and at("plan_step_close", stay, made.series) in page
    assert at("own_access", stay) in page.split('id="lankar"')[1]
    done = {"state": "done", "words": "", "closed_on": str(TODAY), "version": "1"}
    assert client.post(at("plan_step_close", stay, made.series), done).status_code == 302
    assert client.post(at("own_link_revoke", stay, link.pk)).status_code == 302
    page = client.get(at("way_part", stay, Step.EXIT, 4)).content.decode()
    assert "Skriva ett intyg" not in page and 'id="lankar"' not in page and 'id="lovat"' not in page
