"""The plan's pages: read first, written part by part, and two who write at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.audit.models import ReadEntry
from samsteg.core.facts import Fact
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, PersonAround, PlanStep, ScaleReading, SealedDraft, Stay
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, read_scale, write_text
from tests.factories import make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

TODAY = timezone.localdate()


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1")
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay, name: str = "plan", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def part(stay: Stay, name: str = "hopes", source_id: int = 0) -> str:
    return address(stay, "plan_text", name, source_id)


def typed(text: str, version: int = 0, **more: Any) -> dict[str, Any]:
    return {"text": text, "category": "planning", "version": version, **more}


def body(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def agreed(stay: Stay, text: str = "Åka buss 12", kind: StepKind = StepKind.STEP) -> PlanStep:
    with inside(stay.team) as actor:
        values = StepValues(kind=kind, text=text, agreed_on=TODAY)
        return agree_step(actor=actor, team=stay.team, person_id=stay.person_id, values=values)


def reads(stay: Stay, own: int, days_ago: int = 0, coach: int | None = None) -> ScaleReading:
    with inside(stay.team) as actor:
        values = ScaleValues(read_on=TODAY - dt.timedelta(days=days_ago), own=own, coach=coach)
        return read_scale(actor=actor, team=stay.team, person_id=stay.person_id, values=values)


def test_a_part_is_written_and_read(coach_client: Client, stay: Stay) -> None:
    assert "What would the participant notice first" in body(coach_client, address(stay))
    answer = coach_client.post(part(stay), typed("Att ha <b>ett</b> jobb."), follow=True)
    page = answer.content.decode()
    assert "The plan is saved." in page
    assert "Att ha &lt;b&gt;ett&lt;/b&gt; jobb." in page
    assert "Handledare Prov" in page
    coach_client.post(part(stay), typed("Att trivas.", 1))
    page = body(coach_client, part(stay))
    assert "It has said" in page
    assert "Att ha" in page


def test_the_second_of_two_is_told_who_changed_what_and_loses_nothing(
    coach_client: Client, lead_client: Client, stay: Stay
) -> None:
    coach_client.post(part(stay), typed("Från början"))
    lead_client.post(part(stay), typed("Ledarens ord", 1))
    answer = coach_client.post(part(stay), typed("Handledarens ord", 1))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ledare Prov changed this at" in page
    assert "Ledarens ord" in page
    assert "Handledarens ord" in page
    assert "Från början" in page
    assert 'name="version" value="2"' in page
    # the next save is a choice made knowingly
    coach_client.post(part(stay), typed("Våra ord", 2))
    page = body(coach_client, part(stay))
    assert all(text in page for text in ("Våra ord", "Ledarens ord", "Från början"))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits=st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=1, max_size=6))
def test_whatever_two_coaches_save_is_on_the_page_or_was_given_back(
    coach_client: Client, lead_client: Client, team: Team, edits: list[tuple[bool, int]]
) -> None:
    """Every text that was sent stands in the plan, among what it has said, or in the answer to who sent it."""
    stay = make_stay(team)
    make_consent(team, stay.person_id)
    saved: list[str] = []
    for number, (is_lead, version) in enumerate(edits):
        text = f"Text nummer {number}."
        answer = (lead_client if is_lead else coach_client).post(part(stay), typed(text, version))
        if answer.status_code == 302:
            assert version == len(saved)
            saved.append(text)
        else:
            assert answer.status_code == 422
            assert version != len(saved)
            assert text in answer.content.decode()
    page = body(coach_client, part(stay))
    assert [text for text in saved if text not in page] == []


def test_a_draft_comes_back_and_goes(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    kept = coach_client.post(address(stay, "plan_draft"), typed("Halvskrivet", place="text:hopes:0"))
    assert "Only you see it" in kept.json()["text"]
    assert "Halvskrivet" in body(coach_client, part(stay))
    assert "Halvskrivet" not in body(lead_client, part(stay))
    coach_client.post(part(stay), {"drop": "1"})
    assert "Halvskrivet" not in body(coach_client, part(stay))
    with inside(stay.team):
        assert SealedDraft.objects.count() == 0


def test_a_draft_over_what_another_has_changed_is_told_so(
    coach_client: Client, lead_client: Client, stay: Stay
) -> None:
    coach_client.post(address(stay, "plan_draft"), typed("Mitt utkast", place="text:hopes:0"))
    lead_client.post(part(stay), typed("Ledarens"))
    page = body(coach_client, part(stay))
    assert "Mitt utkast" in page
    assert 'name="version" value="0"' in page
    assert coach_client.post(part(stay), typed("Mitt utkast")).status_code == 422


def test_a_step_is_agreed_on_taken_and_taken_up_again(coach_client: Client, stay: Stay) -> None:
    answer = coach_client.post(
        address(stay, "plan_step_new", "step"),
        typed("Åka buss 12", agreed_on=str(TODAY), due_on=str(TODAY + dt.timedelta(days=7))),
        follow=True,
    )
    page = answer.content.decode()
    assert "s-step" in page
    assert "Åka buss 12" in page
    with inside(stay.team):
        step = PlanStep.objects.get()
    close = address(stay, "plan_step_close", step.series)
    page = coach_client.post(
        close, {"state": "done", "version": 1, "words": ""}, follow=True
    ).content.decode()
    assert "The step is taken." in page
    assert "No step is agreed on right now." in page
    assert "Earlier steps" in page
    page = coach_client.post(address(stay, "plan_step_again", step.series), follow=True).content.decode()
    assert "Earlier steps" not in page
    page = coach_client.post(
        close, {"state": "let_go", "version": 3, "words": "Annat kom före."}, follow=True
    ).content.decode()
    assert "Annat kom före." in page


def test_two_who_close_and_change_one_step(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    step = agreed(stay)
    lead_client.post(address(stay, "plan_step_close", step.series), {"state": "done", "version": 1})
    answer = coach_client.post(
        address(stay, "plan_step", step.series), typed("Åka buss 14", 1, agreed_on=str(TODAY))
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ledare Prov changed this at" in page
    assert "Åka buss 14" in page
    answer = coach_client.post(
        address(stay, "plan_step_close", step.series), {"state": "let_go", "words": "Mina ord", "version": 1}
    )
    assert answer.status_code == 422
    assert "Mina ord" in answer.content.decode()


def test_a_promise_says_who_keeps_it(coach_client: Client, stay: Stay) -> None:
    where = address(stay, "plan_step_new", "promise")
    page = body(coach_client, where)
    assert "Who keeps the promise" in page
    with inside(stay.team):
        assert PlanStep.objects.count() == 0
    page = coach_client.post(
        where, typed("Ordna busskort", agreed_on=str(TODAY)), follow=True
    ).content.decode()
    assert "Ordna busskort" in page
    assert "Handledare Prov" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write what you have agreed on."),
        ({"agreed_on": "i går"}, "Write the day as 2026-11-23"),
        ({"due_on": "2019-01-01"}, "Write a day that comes after the one when you agreed."),
        ({"category": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_step_is_said(
    coach_client: Client, stay: Stay, change: dict[str, str], said: str
) -> None:
    data = typed("Det jag skrev", agreed_on=str(TODAY)) | change
    answer = coach_client.post(address(stay, "plan_step_new", "homework"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert ("Det jag skrev" in page) == ("text" not in change)


def test_the_scale_has_nothing_chosen_beforehand_and_shows_its_line(coach_client: Client, stay: Stay) -> None:
    where = address(stay, "plan_scale")
    page = body(coach_client, where)
    assert page.count('type="radio"') == 11
    assert "checked" not in page
    answer = coach_client.post(where, {"read_on": str(TODAY), "version": 0})
    assert "Choose a number from 0 to 10." in answer.content.decode()
    coach_client.post(where, {"own": "3", "read_on": str(TODAY - dt.timedelta(days=9)), "version": 0})
    assert "<figure" not in body(coach_client, address(stay))
    coach_client.post(
        where, {"own": "6", "coach": "5", "read_on": str(TODAY), "version": 0, "words": "Sov gott."}
    )
    page = body(coach_client, address(stay))
    assert "the participant&#x27;s own numbers were 3, 6." in page
    assert "s-line-2" in page
    assert "Sov gott." in page


def test_a_number_is_corrected_and_taken_back(coach_client: Client, stay: Stay) -> None:
    reading = reads(stay, 3)
    where = address(stay, "plan_scale_correct", reading.series)
    coach_client.post(where, {"own": "4", "read_on": str(TODAY), "version": 1})
    assert coach_client.post(where, {"own": "9", "read_on": str(TODAY), "version": 1}).status_code == 422
    with inside(stay.team):
        assert ScaleReading.objects.get(superseded_at__isnull=True).own == 4
    page = coach_client.post(address(stay, "plan_scale_take_back", reading.series), follow=True)
    assert "No number yet." in page.content.decode()


@pytest.mark.parametrize(
    ("edition", "heading"), [("plain", "Din plan"), ("easy", "Det du vill"), ("english", "Your best hopes")]
)
def test_the_paper_is_to_the_participant(
    coach_client: Client, stay: Stay, edition: str, heading: str
) -> None:
    coach_client.post(part(stay), typed("Ett jobb\n\nsom räcker"))
    agreed(stay)
    reads(stay, 4, coach=9)
    page = body(coach_client, address(stay, "plan_paper", edition))
    paper = page.partition("<article")[2].partition("</article>")[0]
    assert heading in paper
    assert "Åka buss 12" in paper
    assert "som räcker" in paper
    assert ">4<" in paper
    assert ">9<" not in paper  # the coach's number stays with the team
    pdf = coach_client.get(address(stay, "plan_pdf", edition))
    assert pdf.content.startswith(b"%PDF")
    assert "K-1" not in pdf.headers["Content-Disposition"]
    assert coach_client.get(address(stay, "plan_paper", "klingon")).status_code == 404


def test_what_an_authority_tells_stands_apart(coach_client: Client, stay: Stay) -> None:
    board = make_authority("Vuxennämnden")
    assert coach_client.get(part(stay, source_id=board.pk)).status_code == 404
    make_consent(stay.team, stay.person_id, source=board, to_team=True, categories=["studies"])
    coach_client.post(part(stay), typed("Eget"))
    answer = coach_client.post(part(stay, source_id=board.pk), typed("Deras"))
    assert "No consent in force lets Vuxennämnden tell the team about this." in answer.content.decode()
    coach_client.post(part(stay, source_id=board.pk), typed("Deras", category="studies"))
    page = body(coach_client, address(stay))
    assert "from Vuxennämnden" in page
    assert page.index("Eget") < page.index("Deras")


def test_a_representative_reads_by_category_and_changes_nothing(stay: Stay, team: Team) -> None:
    board = make_authority()
    them = representative_client(team, board)
    assert them.get(address(stay)).status_code == 404
    make_consent(team, stay.person_id, board, categories=["planning"])
    with inside(team) as actor:
        for name, category in (("hopes", "planning"), ("obstacles", "health")):
            write_text(
                actor=actor,
                team=team,
                person_id=stay.person_id,
                part=name,
                source_id=None,
                category=category,
                text=f"Om {category}",
                expected_version=0,
            )
    step = agreed(stay)
    page = body(them, address(stay))
    assert "Om planning" in page
    assert "Om health" not in page
    assert "Åka buss 12" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    for name, more in (("plan_text", ("hopes", 0)), ("plan_step", (step.series,)), ("plan_scale", ())):
        assert them.get(address(stay, name, *more)).status_code == 403


def test_every_reading_is_logged(coach_client: Client, stay: Stay) -> None:
    for name, more in (("plan", ()), ("plan_text", ("hopes", 0)), ("plan_pdf", ("plain",))):
        coach_client.get(address(stay, name, *more))
    with inside(stay.team):
        found = ReadEntry.objects.filter(person_id=stay.person_id).order_by("pk").values_list("kind", "place")
        assert list(found) == [("view", "page:plan"), ("view", "page:plan"), ("print", "page:plan-pdf")]


def test_queries_do_not_grow_with_the_plan(coach_client: Client, stay: Stay) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            agreed(stay, f"Steg {number}", list(StepKind)[number % 3])
            reads(stay, number % 11, number)

    fill(3)
    coach_client.post(part(stay), typed("Ett"))
    body(coach_client, address(stay))
    with CaptureQueriesContext(connection) as few:
        body(coach_client, address(stay))
    fill(12)
    coach_client.post(part(stay, "goals"), typed("Två"))
    with CaptureQueriesContext(connection) as many:
        body(coach_client, address(stay))
    assert len(many) <= len(few)


def test_others_steps_are_not_found(team: Team, stay: Stay) -> None:
    hidden = make_stay(team, own_id="K-2")  # no consent and no coach: the lead's alone
    step, reading = agreed(hidden), reads(hidden, 2)
    colleague = client_of(make_user("kollega", team, Role.COACH))
    wrong = [
        address(hidden),
        part(hidden),
        address(hidden, "plan_step", step.series),
        address(stay, "plan_step", step.series),  # another person's
        address(stay, "plan_scale_correct", reading.series),
    ]
    assert [colleague.get(where).status_code for where in wrong] == [404] * 5
    assert colleague.post(address(stay, "plan_step_again", step.series)).status_code == 404


def test_a_form_sent_twice_makes_one_thing(coach_client: Client, stay: Stay) -> None:
    """Steps, numbers, those round, notes: the form carries the name of what it makes."""
    sent: tuple[tuple[str, tuple[str, ...], dict[str, Any], type[Fact]], ...] = (
        ("plan_step_new", ("step",), typed("Åka", agreed_on=str(TODAY)), PlanStep),
        ("plan_scale", (), {"own": "3", "read_on": str(TODAY), "version": 0}, ScaleReading),
        ("around_new", (), {"role": "Doctor", "version": 0}, PersonAround),
        ("notes", (), {"text": "Hej", "occurred_on": str(TODAY), "how": "talk", "category": "work"}, Note),
    )
    for name, more, data, model in sent:
        where = address(stay, name, *more)
        page = body(coach_client, where)
        (once,) = re.findall(r'name="once" value="([0-9a-f-]{36})"', page)
        for _time in range(2):
            assert coach_client.post(where, data | {"once": once}).status_code == 302
        with inside(stay.team):
            assert model._default_manager.count() == 1, name
        # back in the browser, and something else written: that is another thing
        other = {"own": "4"} if "own" in data else {"text": "Annat", "name": "Annat"}
        coach_client.post(where, data | other | {"once": once})
        with inside(stay.team):
            assert model._default_manager.count() == 2, name


def test_a_long_paste_fits_and_a_longer_is_given_back_whole(coach_client: Client, stay: Stay) -> None:
    assert coach_client.post(part(stay), typed("å " * 25_000)).status_code == 302
    answer = coach_client.post(part(stay, "goals"), typed("x" * 60_001))
    assert answer.status_code == 422
    assert "x" * 60_001 in answer.content.decode()
