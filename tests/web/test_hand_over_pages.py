"""Handing over: the sheet as each role, all or nothing, and two people at once."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.models import CoachAssignment, Membership
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.participants.meetings.models import HandOver
from samsteg.participants.models import Stay
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step, write_text
from samsteg.people.names import PersonName, save_name
from tests.access.test_in_common import undone
from tests.factories import lead, make_consent, make_stay
from tests.participants.meetings.room import Scene, make_scene
from tests.participants.way.walking import TODAY, days_ago
from tests.web.users import client_of, inside, queries_of

pytestmark = pytest.mark.django_db
WHY = {"on": str(TODAY), "reason": "leaves"}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def of_kim(scene: Scene, first: str, *, to_team: bool = True) -> Stay:
    stay = make_stay(scene.team, enrolled_on=days_ago(90))
    with acting(lead(scene.team)):
        save_name(team=scene.team, person_id=stay.person_id, name=PersonName(first, "Prov"))
        assign_coaches(team=scene.team, coaches={stay.person_id: scene.kim.pk}, on=days_ago(20))
    if to_team:
        make_consent(scene.team, stay.person_id)
    return stay


def address(scene: Scene, name: str = "hand_over", coach: User | None = None) -> str:
    return reverse(name, args=[scene.team.slug, (coach or scene.kim).pk])


def coaches(scene: Scene) -> dict[int, int]:
    with inside(scene.team):
        held = CoachAssignment.objects.filter(team=scene.team, valid_to__isnull=True)
        return dict(held.values_list("person_id", "coach_id"))


def post(client: Client, scene: Scene, stays: list[Stay], **sent: object) -> tuple[int, str]:
    shown = {"shown": ",".join(str(stay.person_id) for stay in stays)}
    answer = client.post(address(scene), {**WHY, **shown, **sent})
    return answer.status_code, answer.content.decode()


def test_the_sheet_says_what_whoever_takes_over_needs(scene: Scene) -> None:
    stay = of_kim(scene, "Elsa")
    of_kim(scene, "Dold", to_team=False)
    kim = scene.actor(scene.kim)
    of_person = {"actor": kim, "team": scene.team, "person_id": stay.person_id}
    with acting(kim):
        write_text(
            **of_person, part="hopes", category="planning", text="Bo kvar", source_id=None, expected_version=0
        )  # type: ignore[arg-type]
        for kind, said in ((StepKind.STEP, "Ta bussen"), (StepKind.PROMISE, "Ringa hyresvärden")):
            agree_step(**of_person, values=StepValues(kind=kind, text=said, agreed_on=TODAY, due_on=TODAY))  # type: ignore[arg-type]
    head = client_of(scene.head)
    page = head.get(address(scene)).content.decode()
    for said in ("Elsa Prov", "Bo kvar", f"Ta bussen, by {TODAY}", "Ringa hyresvärden"):
        assert said in page
    assert "Dold" not in page
    word = Document(io.BytesIO(head.get(address(scene, "hand_over_word")).content))
    paper = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Ringa hyresvärden" in paper
    assert "Dold" not in paper
    pdf = head.get(address(scene, "hand_over_pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert "Elsa" not in pdf.headers["Content-Disposition"]
    assert client_of(scene.robin).get(address(scene)).status_code == 403
    team_page = head.get(reverse("the_team", args=[scene.team.slug])).content.decode()
    assert address(scene) in team_page
    assert "1 participant whom you see" in team_page


def test_whom_a_coach_left_behind_is_found_and_handed_over(scene: Scene) -> None:
    """Without a consent to the team nobody but the coach saw her; when the role ends the lead sees that she waits."""
    elsa = of_kim(scene, "Elsa", to_team=False)
    head, team = client_of(scene.head), scene.team
    shown = (reverse("today", args=[team.slug]), reverse("participants", args=[team.slug]))
    assert not [page for page in shown if "Elsa" in head.get(page).content.decode()]
    with inside(team):
        Membership.objects.filter(team=team, user=scene.kim).update(valid_to=TODAY)
    for page in shown:
        assert "Elsa" in head.get(page).content.decode(), page
        assert "Elsa" not in client_of(scene.lo).get(page).content.decode()
    assert "To be allocated" in head.get(shown[1]).content.decode()
    assert post(head, scene, [elsa], to_all=scene.lo.pk)[0] == 302
    assert coaches(scene) == {elsa.person_id: scene.lo.pk}
    assert "Elsa" in client_of(scene.lo).get(shown[1]).content.decode()


def test_all_to_one_and_one_to_another(scene: Scene) -> None:
    """What is chosen for one goes before the choice for all; history and reason are kept."""
    elsa, love, stays_put = of_kim(scene, "Elsa"), of_kim(scene, "Love"), of_kim(scene, "Sam")
    sent = {
        "to_all": scene.lo.pk,
        f"to_{love.person_id}": scene.head.pk,
        f"to_{stays_put.person_id}": "stays",
        "on": str(days_ago(2)),
    }
    status, _page = post(client_of(scene.head), scene, [elsa, love, stays_put], **sent)
    assert status == 302
    assert coaches(scene) == {
        elsa.person_id: scene.lo.pk,
        love.person_id: scene.head.pk,
        stays_put.person_id: scene.kim.pk,
    }
    with inside(scene.team):
        rows = HandOver.objects.filter(team=scene.team).order_by("person_id")
        assert [(row.person_id, row.from_coach_id, row.to_coach_id) for row in rows] == [
            (elsa.person_id, scene.kim.pk, scene.lo.pk),
            (love.person_id, scene.kim.pk, scene.head.pk),
        ]
        before = CoachAssignment.objects.get(person_id=elsa.person_id, valid_to__isnull=False)
        assert (before.coach_id, before.valid_to) == (scene.kim.pk, days_ago(2))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose who takes over"),
        ({"on": str(days_ago(-2))}, "hasn&#x27;t come yet"),
        ({"on": str(days_ago(25))}, "Write that day or a later one"),
        ({"on": ""}, "Write the day"),
        ({"reason": "sjuk"}, "Select a valid choice"),
        ({"reason": ""}, "Choose a reason"),
    ],
)
def test_what_is_wrong_is_said_and_the_choices_stand(scene: Scene, sent: dict[str, str], said: str) -> None:
    stay = of_kim(scene, "Elsa")
    chosen = {f"to_{stay.person_id}": scene.lo.pk} if sent else {}
    status, page = post(client_of(scene.head), scene, [stay], **chosen, **sent)
    assert status == 422
    assert said in page
    assert coaches(scene) == {stay.person_id: scene.kim.pk}
    if sent:
        assert f'<option value="{scene.lo.pk}" selected>' in page


def test_one_who_has_got_another_coach_stops_all(scene: Scene) -> None:
    """Two hand over at once: the second is told, nothing of hers is saved or lost, and again saves the rest."""
    elsa, love = of_kim(scene, "Elsa"), of_kim(scene, "Love")
    head, kim = client_of(scene.head), client_of(scene.kim)
    assert post(head, scene, [elsa, love], **{f"to_{elsa.person_id}": scene.lo.pk})[0] == 302
    status, page = post(kim, scene, [elsa, love], to_all=scene.head.pk)
    assert status == 422
    assert f"Has got {scene.lo.shown_name} as coach" in page
    assert f'<option value="{scene.head.pk}" selected>' in page
    assert coaches(scene) == {elsa.person_id: scene.lo.pk, love.person_id: scene.kim.pk}
    assert post(kim, scene, [love], to_all=scene.head.pk)[0] == 302
    assert coaches(scene) == {elsa.person_id: scene.lo.pk, love.person_id: scene.head.pk}
    with inside(scene.team):
        assert HandOver.objects.filter(team=scene.team).count() == 2


def test_nobody_is_handed_over_whom_the_page_did_not_show(scene: Scene) -> None:
    """Neither one who has come since, nor one whom the reader may not see."""
    elsa, hidden = of_kim(scene, "Elsa"), of_kim(scene, "Dold", to_team=False)
    later = of_kim(scene, "Love")
    head = client_of(scene.head)
    assert post(head, scene, [elsa], to_all=scene.lo.pk)[0] == 302
    status, page = post(head, scene, [hidden, later], to_all=scene.lo.pk)
    assert status == 422
    assert "Dold" not in page
    assert coaches(scene) == {
        elsa.person_id: scene.lo.pk,
        hidden.person_id: scene.kim.pk,
        later.person_id: scene.kim.pk,
    }


@given(st.lists(st.sampled_from(["", "stays", "lo", "head", "nobody"]), min_size=3, max_size=3))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_all_or_nothing(scene: Scene, choices: list[str]) -> None:
    with undone():
        stays = [of_kim(scene, name) for name in ("Elsa", "Love", "Sam")]
        ids = {"lo": str(scene.lo.pk), "head": str(scene.head.pk), "nobody": "999999999"}
        sent = {
            f"to_{stay.person_id}": ids.get(choice, choice)
            for stay, choice in zip(stays, choices, strict=True)
        }
        before = coaches(scene)
        status, _page = post(client_of(scene.head), scene, stays, **sent)
        wanted = {
            stay.person_id: int(ids[choice])
            for stay, choice in zip(stays, choices, strict=True)
            if choice in ("lo", "head")
        }
        if "nobody" in choices or not wanted:
            assert (status, coaches(scene)) == (422, before)
        else:
            assert (status, coaches(scene)) == (302, before | wanted)


def test_questions_do_not_grow_with_the_persons(scene: Scene) -> None:
    of_kim(scene, "Elsa")
    head = client_of(scene.head)
    few = queries_of(head, address(scene))
    for number in range(5):
        of_kim(scene, f"Person {number}")
    assert queries_of(head, address(scene)) == few
