"""Steps taken on pages: short ones, intake and exit in parts with a draft, taking back, the queue and its stops."""

from __future__ import annotations

import datetime as dt
import io

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import SealedDraft, Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import OwnWords
from samsteg.participants.way.selectors import queue_of
from tests.factories import make_consent, make_stay, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, refer, step, worker
from tests.reports.pdf_reading import Pdf
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team("Team Provdalen")
    make_stay(made, mission_received_on=days_ago(900), enrolled_on=days_ago(800), exited_on=days_ago(500))
    return made


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


def seen(team: Team, stay: Stay) -> Stay:
    make_consent(team, stay.person_id)
    return stay


def at(name: str, team: Team, stay: Stay, *more: object) -> str:
    return reverse(name, args=[team.slug, stay.person_id, *more])


def now(team: Team, stay: Stay) -> Stay:
    with inside(team):
        return Stay.objects.get(pk=stay.pk)


def test_a_short_step_says_what_is_missing_and_then_is_taken(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.QUEUE))
    address = at("way_step", team, stay, Step.PAUSE)
    wrong = client.post(address, {"on": "2026-13-40", "reason": "away"})
    assert wrong.status_code == 422
    assert "2026-13-40" in wrong.content.decode()
    assert client.post(address, {"on": str(TODAY), "reason": ""}).status_code == 422
    assert client.post(address, {"on": str(TODAY), "reason": "away"}).status_code == 302
    again = client.post(address, {"on": str(TODAY), "reason": "away"})
    assert again.status_code == 422  # a double click: it is told how things are
    assert "paused" in again.content.decode()


def test_intake_in_parts_keeps_a_sealed_draft_and_saves_at_the_end(
    client: Client, team: Team, head: Actor, user: User
) -> None:
    stay = seen(team, bring_to(head, team, State.QUEUE))
    first = at("way_part", team, stay, Step.ENROL, 1)
    assert client.post(first, {}).headers["Location"] == at("way_part", team, stay, Step.ENROL, 2)
    start = {
        "on": str(TODAY),
        "coach_id": str(user.pk),
        "start_form": "group",
        "trial_ends_on": str(TODAY + dt.timedelta(days=60)),
        "planned_on": str(TODAY + dt.timedelta(days=365)),
        "order_reason": "",
    }
    assert client.post(at("way_part", team, stay, Step.ENROL, 2), start).status_code == 302
    incomes = {
        "main_income": "sickness_benefit",
        "other_incomes": ["social_assistance"],
        "occupation": "neither",
    }
    client.post(at("way_part", team, stay, Step.ENROL, 4), incomes)
    with inside(team):
        assert b"sickness" not in bytes(SealedDraft.objects.get().typed_cipher)
    assert (
        'value="sickness_benefit" selected'
        in client.get(at("way_part", team, stay, Step.ENROL, 4)).content.decode()
    )
    check = at("way_check", team, stay, Step.ENROL)
    assert "Sickness benefit" in client.get(check).content.decode()
    assert now(team, stay).enrolled_on is None
    assert client.post(check).status_code == 302
    saved = now(team, stay)
    assert (saved.enrolled_on, saved.income_start) == (TODAY, ["sickness_benefit", "social_assistance"])
    with inside(team):
        assert not SealedDraft.objects.exists()
    assert client.post(check).status_code == 422  # the same page sent twice


def test_an_exit_with_own_words_ends_the_stay(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.ENROLLED))
    where = {"on": str(TODAY), "reason": "studies", "detail": "", "detail_text": "", "extent_percent": ""}
    client.post(at("way_part", team, stay, Step.EXIT, 1), where)
    client.post(at("way_part", team, stay, Step.EXIT, 3), {"own_words": "Jag vågar mer nu. <b>🙂</b>"})
    shown = client.get(at("way_check", team, stay, Step.EXIT)).content.decode()
    assert "Jag vågar mer nu. &lt;b&gt;🙂" in shown
    assert client.post(at("way_check", team, stay, Step.EXIT)).status_code == 302
    assert (now(team, stay).exited_on, now(team, stay).exit_reason) == (TODAY, "studies")
    with inside(team):
        assert "vågar".encode() not in bytes(OwnWords.objects.get().words_cipher)


def test_an_exit_without_a_destination_is_refused_and_keeps_the_draft(
    client: Client, team: Team, head: Actor
) -> None:
    stay = seen(team, bring_to(head, team, State.ENROLLED))
    client.post(at("way_part", team, stay, Step.EXIT, 3), {"own_words": "Tack"})
    refused = client.post(at("way_check", team, stay, Step.EXIT))
    assert refused.status_code == 422
    assert "Tack" in refused.content.decode()
    assert now(team, stay).exited_on is None


def test_the_draft_is_the_writers_own(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.ENROLLED))
    client.post(at("way_part", team, stay, Step.EXIT, 3), {"own_words": "Mina ord"})
    other = client_of(make_user("kollega", team))
    assert "Mina ord" not in other.get(at("way_part", team, stay, Step.EXIT, 3)).content.decode()
    client.post(at("way_part", team, stay, Step.EXIT, 3), {"drop": "1"})
    assert "Mina ord" not in client.get(at("way_part", team, stay, Step.EXIT, 3)).content.decode()


def test_the_last_step_is_taken_back_by_the_moment_that_was_shown(
    client: Client, team: Team, head: Actor
) -> None:
    stay = seen(team, bring_to(head, team, State.EXITED))
    page = client.get(at("way", team, stay)).content.decode()
    moment = page.split('name="moment" value="')[1].split('"')[0]
    client.post(at("way_undo", team, stay), {"moment": "igår"})
    assert now(team, stay).exited_on is not None
    client.post(at("way_undo", team, stay), {"moment": moment})
    assert now(team, stay).exited_on is None


def test_the_queue_stands_in_order_with_pauses_apart(client: Client, team: Team, head: Actor) -> None:
    long, short, first = (seen(team, refer(head, team, on=days_ago(200))) for _ in range(3))
    for stay, ago in ((long, 100), (short, 10), (first, 50)):
        step(head, team, stay, Step.RECEIVE_MISSION, days_ago(ago))
    step(head, team, first, Step.PRIORITISE, TODAY, reason="age")
    step(head, team, long, Step.PAUSE, days_ago(99), reason="away")
    step(head, team, long, Step.RESUME, days_ago(5))
    with inside(team):
        order = [(one.person_id, one.days, one.paused_days) for one in queue_of(actor=head, team=team)]
    assert order == [(first.person_id, 50, 0), (short.person_id, 10, 0), (long.person_id, 6, 94)]
    html = client.get(reverse("queue", args=[team.slug])).content.decode()
    assert "3 persons wait." in html
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("queue_excel", args=[team.slug])).content))
    assert [row[3:5] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        (50, 0),
        (10, 0),
        (6, 94),
    ]
    with inside(team):
        kinds = set(ReadEntry.objects.filter(place="page:queue").values_list("kind", flat=True))
    assert kinds == {"list", "export"}


def test_a_protected_person_is_not_in_the_queue(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.QUEUE))
    with inside(team):
        set_protection(actor=head, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    assert stay.own_id not in client.get(reverse("queue", args=[team.slug])).content.decode()
    assert client.get(at("way", team, stay)).status_code == 404


def test_the_queue_asks_no_more_for_more_people(client: Client, team: Team, head: Actor) -> None:
    seen(team, bring_to(head, team, State.PAUSED))
    address = reverse("queue", args=[team.slug])
    few = queries_of(client, address)
    for _ in range(5):
        seen(team, bring_to(head, team, State.PAUSED))
    assert queries_of(client, address) == few <= 15


def test_an_intake_stop_stands_above_the_queue_until_it_ends(client: Client, team: Team) -> None:
    address = reverse("intake_stop", args=[team.slug])
    stop = {"started_on": str(days_ago(3)), "ended_on": "", "reason": "Två handledare är borta"}
    assert client.post(address, stop).status_code == 302
    assert "Två handledare" in client.get(reverse("queue", args=[team.slug])).content.decode()
    assert client.post(address, {**stop, "started_on": str(TODAY)}).status_code == 422  # one is open
    assert client.post(address, {**stop, "ended_on": str(days_ago(9))}).status_code == 422
    client.post(reverse("end_intake_stop", args=[team.slug]), {"started_on": str(days_ago(3))})
    assert (
        "Två handledare" in client.get(reverse("queue", args=[team.slug])).content.decode()
    )  # today is its last day
    client.post(reverse("end_intake_stop", args=[team.slug]), {"started_on": "<script>"})


def test_the_letter_tells_of_the_wait_alone(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.QUEUE))
    html = client.get(at("queue_letter", team, stay)).content.decode()
    assert "your place is kept" in html
    assert "Social services" not in html
    ended = seen(team, bring_to(head, team, State.NOT_ENROLLED))
    assert client.get(at("queue_letter", team, ended)).status_code == 302


def test_the_flow_chart_counts_those_one_sees(client: Client, team: Team, head: Actor) -> None:
    for state in (State.QUEUE, State.QUEUE, State.TRIAL):
        seen(team, bring_to(head, team, state))
    boxes = client.get(reverse("flow", args=[team.slug])).context["boxes"]
    assert {box.label: box.count for box in boxes if box.count} == {
        "In the queue": 2,
        "Trial period": 1,
        "Exited": 0,
    } | {box.label: box.count for box in boxes if box.label == "Exited" and box.count}


def test_the_usual_times_are_proposed_at_the_next_start(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.QUEUE))
    values = {"valid_from": str(days_ago(1)), "trial_months": "0", "planned_months": "18"}
    assert client.post(reverse("way_settings", args=[team.slug]), values).status_code == 302
    form = client.get(at("way_part", team, stay, Step.ENROL, 2)).context["form"]
    assert form["trial_ends_on"].value() is None
    assert form["planned_on"].value() > TODAY + dt.timedelta(days=530)
    wrong = client.post(reverse("way_settings", args=[team.slug]), {**values, "planned_months": "0"})
    assert wrong.status_code == 422


def test_another_coach_and_coming_back(client: Client, team: Team, head: Actor) -> None:
    stay = seen(team, bring_to(head, team, State.ENROLLED))
    colleague = make_user("kollega", team)
    client.post(at("way_coach", team, stay), {"coach_id": str(colleague.pk)})
    assert "Kollega" in client.get(at("participant", team, stay)).content.decode()
    stranger = make_user("fjarran", make_team())
    client.post(at("way_coach", team, stay), {"coach_id": str(stranger.pk)})
    assert "Kollega" in client.get(at("participant", team, stay)).content.decode()
    left = seen(team, bring_to(head, team, State.EXITED))
    back = {"referred_on": str(TODAY), "referrer": "self"}
    assert client.post(at("way_return", team, left), {**back, "referrer": ""}).status_code == 422
    assert client.post(at("way_return", team, left), back).status_code == 302
    assert client.post(at("way_return", team, left), back).status_code == 422
    with inside(team):
        assert Stay.objects.filter(person_id=left.person_id).count() == 2


def test_the_final_documentation_tells_of_the_stay_in_word_and_pdf(
    client: Client, team: Team, head: Actor
) -> None:
    stay = seen(team, bring_to(head, team, State.ENROLLED))
    words = "Jag vågar mer nu. 🙂"
    step(head, team, stay, Step.EXIT, TODAY, reason="studies", incomes=("student_aid",), own_words=words)
    answer = client.get(at("final_word", team, stay))
    assert "slutdokumentation" in answer.headers["Content-Disposition"]
    assert stay.own_id not in answer.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(answer.content))
    told = " ".join(one.text for one in document.paragraphs)
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    assert "Jag vågar mer nu." in told
    assert {"Studies", "Student aid", "Ledare Prov"} <= set(cells)
    pdf = Pdf(client.get(at("final_pdf", team, stay)).content)
    assert "Jag vågar mer nu." in " ".join(pdf.text.split())
    with inside(team):
        assert ReadEntry.objects.filter(place="page:final", kind="file").count() == 2
