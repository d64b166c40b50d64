"""The register of employers: names find placements, twins are one, and nothing of a participant leaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel
from samsteg.access.protection import set_protection
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from samsteg.placements.employers.models import Employer, EmployerContact
from samsteg.placements.employers.records import ContactValues, EmployerValues, NoteValues, Requests
from samsteg.placements.employers.rules import EmployerRefused, organisation_number, requests_within
from samsteg.placements.employers.selectors import (
    ask_now,
    contact_names,
    employer_named,
    employer_of,
    employers_of,
    persons_there,
    register_row,
    root_of,
    unlisted_names,
)
from samsteg.placements.employers.services import (
    StaleEmployer,
    add_contact,
    add_document,
    add_employer,
    ask_again,
    change_employer,
    merge_employers,
    name_also,
    note_asked,
    remove_employer_note,
    split_employers,
    write_employer_note,
)
from samsteg.placements.retention import forget_old_contacts
from tests.factories import coach, lead, make_placement, make_stay, make_team
from tests.reports.pictures import png

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def actor(team: Team) -> Actor:
    return lead(team)


def add(actor: Actor, team: Team, name: str, **values: object) -> int:
    return add_employer(actor=actor, team=team, values=EmployerValues(name=name, **values)).pk  # type: ignore[arg-type]


def placed(team: Team, employer: str, **days: dt.date | None) -> None:
    stay = make_stay(team, enrolled_on=TODAY - 100 * DAY)
    make_placement(stay, days.get("start") or TODAY - 50 * DAY, days.get("end"), employer=employer)


def test_a_workbooks_text_finds_its_employer(team: Team, actor: Actor) -> None:
    with acting(actor):
        for text in ("Skogens Trä", "skogens trä ", "Ångsågen"):
            placed(team, text)
        placed(team, "Skogens trä", end=TODAY - 20 * DAY)
        pk = add(actor, team, "  Skogens   trä ")
        (one,) = employers_of(team)
        assert (one.name, one.here_now, one.here_before) == ("Skogens trä", 2, 1)
        assert [(row.name, row.placements) for row in unlisted_names(team)] == [("Ångsågen", 1)]
        name_also(actor=actor, team=team, employer_id=pk, name="ÅNGSÅGEN")
        assert unlisted_names(team) == []
        assert employers_of(team)[0].here_now == 3


def test_a_new_name_keeps_the_old_one(team: Team, actor: Actor) -> None:
    with acting(actor):
        placed(team, "Gamla namnet")
        pk = add(actor, team, "Gamla namnet")
        change = {
            "actor": actor,
            "team": team,
            "employer_id": pk,
            "values": EmployerValues(name="Nya namnet"),
        }
        change_employer(**change, expected_version=1)  # type: ignore[arg-type]
        assert employers_of(team)[0].here_now == 1
        with pytest.raises(StaleEmployer):
            change_employer(**change, expected_version=1)  # type: ignore[arg-type]
        with pytest.raises(EmployerRefused, match="in the register already") as refused:
            add(actor, team, "gamla NAMNET")
        assert refused.value.field == "name"


def test_twins_are_one_and_two_again(team: Team, actor: Actor) -> None:
    with acting(actor):
        for text in ("Skogens trä", "Skogens trä AB", "Skogens"):
            placed(team, text)
        one, twin, third = (add(actor, team, name) for name in ("Skogens trä", "Skogens trä AB", "Skogens"))
        note = NoteValues(kind="call", happened_on=TODAY, text="Tar gärna emot i vår.")
        write_employer_note(actor=actor, team=team, employer_id=twin, values=note)
        add_contact(actor=actor, team=team, employer_id=twin, values=ContactValues(name="Lo Prov"))
        merge_employers(actor=actor, team=team, employer_id=third, into_id=twin)
        merge_employers(actor=actor, team=team, employer_id=twin, into_id=one)
        (listed,) = employers_of(team)
        assert (listed.employer_id, listed.here_now, listed.last_on) == (one, 3, TODAY)
        found = employer_of(team, one)
        assert ({row.pk for row in found.twins}, len(found.notes), len(found.contacts)) == (
            {twin, third},
            1,
            1,
        )
        assert root_of(team, third) == one
        named = employer_named(team, "skogens TRÄ ab")
        assert named is not None
        assert named.row.pk == one
        with pytest.raises(EmployerRefused, match="another employer"):
            merge_employers(actor=actor, team=team, employer_id=one, into_id=one)
        with pytest.raises(NotVisible):  # no ring of twins
            merge_employers(actor=actor, team=team, employer_id=one, into_id=twin)
        split_employers(actor=actor, team=team, employer_id=twin)
        assert {(row.employer_id, row.here_now) for row in employers_of(team)} == {(one, 1), (twin, 2)}
        assert len(employer_of(team, twin).notes) == 1


def test_a_twins_day_to_ask_again_is_not_lost(team: Team, actor: Actor) -> None:
    with acting(actor):
        one, twin = add(actor, team, "Skogens trä"), add(actor, team, "Skogens trä AB")
        Employer.objects.filter(pk=twin).update(ask_again_on=TODAY, ask_again_why="ny chef")
        merge_employers(actor=actor, team=team, employer_id=twin, into_id=one)
        (asked,) = ask_now(team, TODAY)
        assert (asked.pk, asked.ask_again_why) == (one, "ny chef")
        Employer.objects.filter(pk=one).update(ask_again_on=None, ask_again_why="")  # has been asked
        assert ask_now(team, TODAY) == []


def test_the_ask_again_list_and_the_cap(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk = add(actor, team, "Skogens trä", at_once_most=1)
        assert ask_now(team, TODAY) == []
        ask_again(actor=actor, team=team, employer_id=pk, day=TODAY, why="Ny chef")
        assert [row.ask_again_why for row in ask_now(team, TODAY)] == ["Ny chef"]
        ask_again(actor=actor, team=team, employer_id=pk, day=None)
        assert ask_now(team, TODAY) == []
        assert not employers_of(team)[0].is_full
        placed(team, "Skogens trä")
        assert employers_of(team)[0].is_full
        with pytest.raises(EmployerRefused) as refused:
            ask_again(actor=actor, team=team, employer_id=pk, day=None, why="Ny chef")
        assert refused.value.field == "ask_again_on"


def test_persons_are_told_of_to_who_sees_them_and_protected_ones_to_nobody(team: Team, actor: Actor) -> None:
    with acting(actor):
        stay = make_stay(team, enrolled_on=TODAY - 100 * DAY)
        make_placement(stay, TODAY - 10 * DAY, employer="Skogens trä")
        pk = add(actor, team, "Skogens trä")
        keys = employer_of(team, pk).keys
        assert [one.person_id for one in persons_there(actor, team, keys)] == [stay.person_id]
        assert persons_there(replace(coach(team), user_id=77), team, keys) == []
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        assert persons_there(actor, team, keys) == []
        assert (employers_of(team)[0].here_now, employer_of(team, pk).here_now) == (0, 0)
        assert unlisted_names(team) == []


def asking(day: dt.date, text: str = "Frågade om en plats") -> NoteValues:
    return NoteValues(kind="call", happened_on=day, text=text, is_request=True)


def test_an_employer_is_asked_no_oftener_than_it_wants(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk = add(actor, team, "Skogens trä", requests_most=2, requests_days=30)
        given: dict[str, Any] = {"actor": actor, "team": team, "employer_id": pk}
        write_employer_note(**given, values=asking(TODAY - 30 * DAY, "För länge sedan"))
        write_employer_note(**given, values=asking(TODAY - 29 * DAY))
        write_employer_note(
            **given, values=NoteValues(kind="visit", happened_on=TODAY, text="Bara hälsade på")
        )
        assert employer_of(team, pk).requests == Requests(1, 2, 30, None)
        last = write_employer_note(**given, values=asking(TODAY))
        assert employer_of(team, pk).requests == Requests(2, 2, 30, TODAY + DAY)
        assert (
            write_employer_note(**given, values=asking(TODAY)).pk == last.pk
        )  # the same form sent twice is one
        with pytest.raises(EmployerRefused, match=str(TODAY + DAY)) as refused:
            write_employer_note(**given, values=asking(TODAY, "Frågade igen"))
        assert refused.value.field == "anyway"
        write_employer_note(**given, values=asking(TODAY, "Frågade igen"), anyway=True)
        assert employer_of(team, pk).requests == Requests(3, 2, 30, TODAY + 30 * DAY)
        remove_employer_note(actor=actor, team=team, note_id=last.pk)  # taken away it is no request
        assert employer_of(team, pk).requests == Requests(2, 2, 30, TODAY + DAY)


def test_requests_are_counted_over_twins_and_not_where_no_limit_is_said(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk, twin = add(actor, team, "Skogens trä", requests_most=1), add(actor, team, "Skogens trä AB")
        of_twin: dict[str, Any] = {"actor": actor, "team": team, "employer_id": twin}
        write_employer_note(**of_twin, values=asking(TODAY))
        write_employer_note(**of_twin, values=asking(TODAY, "Igen"))
        assert employer_of(team, twin).requests is None
        merge_employers(actor=actor, team=team, employer_id=twin, into_id=pk)
        assert employer_of(team, pk).requests == Requests(2, 1, 90, TODAY + 90 * DAY)
        split_employers(actor=actor, team=team, employer_id=twin)
        assert employer_of(team, pk).requests == Requests(0, 1, 90, None)


def test_to_have_asked_when_it_was_time_is_a_request_too(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk = add(actor, team, "Skogens trä", requests_most=1, requests_days=30, ask_again_on=TODAY)
        given: dict[str, Any] = {"actor": actor, "team": team, "employer_id": pk}
        ask_again(**given, day=TODAY, why="Ny chef")
        note = note_asked(**given, kind="visit")
        assert note is not None
        assert (note.kind, note.happened_on, note.is_request) == ("visit", TODAY, True)
        assert "Ny chef" in note.text  # why one was to ask is not lost with the day
        assert (ask_now(team, TODAY), employer_of(team, pk).requests) == (
            [],
            Requests(1, 1, 30, TODAY + 30 * DAY),
        )
        assert note_asked(**given, kind="visit") is None  # pressed twice
        ask_again(**given, day=TODAY, why="Fler platser")
        with pytest.raises(EmployerRefused) as refused:
            note_asked(**given, kind="call")
        assert refused.value.field == "anyway"
        assert [row.pk for row in ask_now(team, TODAY)] == [pk]  # and the day stays
        note_asked(**given, kind="call", anyway=True)
        found = employer_of(team, pk)
        assert (found.requests, found.row.ask_again_on) == (Requests(2, 1, 30, TODAY + 30 * DAY), None)


def test_what_a_twin_has_said_holds_for_the_one_it_is_merged_into(team: Team, actor: Actor) -> None:
    """Its caps, documents and people to ask for; what the other has said itself stands."""
    with acting(actor):
        pk = add(actor, team, "Skogens trä", at_once_most=3)
        said: dict[str, Any] = {"at_once_most": 1, "requests_most": 2, "requests_days": 30, "tasks": "Lager"}
        twin = add(actor, team, "Skogens trä AB", **said)
        of_twin: dict[str, Any] = {"actor": actor, "team": team, "employer_id": twin}
        document = add_document(**of_twin, title="Avtal", content=png())
        add_contact(**of_twin, values=ContactValues(name="Lo Prov"))
        write_employer_note(**of_twin, values=asking(TODAY))
        merge_employers(actor=actor, team=team, employer_id=twin, into_id=pk)
        one = employer_of(team, pk)
        assert (one.row.at_once_most, one.row.tasks, one.requests) == (3, "Lager", Requests(1, 2, 30, None))
        assert [row.pk for row in one.documents] == [document.pk] and one.contacts[0].name == "Lo Prov"
        assert contact_names(team, pk) == ["Lo Prov"]
        for name in ("Skogens trä", "skogens TRÄ ab"):
            found = register_row(team, name)
            assert found is not None and found.pk == pk
        assert register_row(team, "Annat") is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"requests_most": 0}, "requests_most"),
        ({"requests_most": 51}, "requests_most"),
        ({"requests_days": 31}, "requests_days"),
    ],
)
def test_a_limit_of_requests_must_be_possible(
    team: Team, actor: Actor, values: dict[str, int], field: str
) -> None:
    with acting(actor), pytest.raises(EmployerRefused) as refused:
        add(actor, team, "Skogens trä", **values)
    assert refused.value.field == field


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ago=st.lists(st.integers(min_value=0, max_value=200), max_size=12),
    most=st.integers(min_value=1, max_value=5),
    days=st.sampled_from((30, 90)),
)
def test_the_day_when_one_may_ask_again_is_the_first_one_possible(
    ago: list[int], most: int, days: int
) -> None:
    asked = [TODAY - one * DAY for one in ago]
    found = requests_within(asked, most, days, TODAY)
    assert found.asked == sum(one < days for one in ago)
    assert (found.free_on is None) == (found.asked < most)
    if found.free_on is not None:
        assert found.free_on > TODAY
        assert requests_within(asked, most, days, found.free_on).free_on is None
        assert requests_within(asked, most, days, found.free_on - DAY).free_on is not None


def _there(team: Team, first: str, last: str, **days: dt.date | None) -> None:
    stay = make_stay(team, enrolled_on=TODAY - 100 * DAY)
    make_placement(stay, days.get("start") or TODAY - 50 * DAY, days.get("end"), employer="Skogens trä")
    save_name(team=team, person_id=stay.person_id, name=PersonName(first, last))


@pytest.mark.parametrize(
    "text",
    [
        "Karin Repetersson 19850505-1234 var sjuk hela veckan.",
        "Karin Repetersson var sjuk hela veckan.",
        "19850505-1234 var sjuk hela veckan.",
        "karins handledare ringde",  # who is there is known by one name
        "Vill ha Repetersson kvar",
    ],
)
def test_no_participant_stands_in_the_register(team: Team, actor: Actor, text: str) -> None:
    with acting(actor):
        _there(team, "Karin", "Repetersson")
        given: dict[str, Any] = {"actor": actor, "team": team, "employer_id": add(actor, team, "Skogens trä")}
        note = NoteValues(kind="call", happened_on=TODAY, text=text)
        values = {"name": "Skogens trä", "tasks": text}
        tries: list[tuple[str, Callable[[], object]]] = [
            ("text", lambda: write_employer_note(**given, values=note)),
            ("tasks", lambda: change_employer(**given, expected_version=1, values=EmployerValues(**values))),
            ("ask_again_why", lambda: ask_again(**given, day=TODAY, why=text)),
            ("title", lambda: add_document(**given, title=text, content=png())),
        ]
        for field, attempt in tries:
            with pytest.raises(EmployerRefused) as refused:
                attempt()
            assert refused.value.field == field
        found = employer_of(team, given["employer_id"])
        assert (found.notes, found.documents, found.row.tasks, found.row.version) == ((), (), "", 1)


def test_a_new_employer_is_looked_through_too(team: Team, actor: Actor) -> None:
    with acting(actor):
        _there(team, "Karin", "Repetersson")
        with pytest.raises(EmployerRefused) as refused:
            add(actor, team, "Nytt", tasks="Lager, som Karin Repetersson hade")
        assert refused.value.field == "tasks"
        add(
            actor, team, "Nytt", tasks="Lager, som Karin hade"
        )  # many are called Karin, and nobody is there yet


def test_those_to_ask_for_and_those_who_left_long_ago_may_have_a_participants_first_name(
    team: Team, actor: Actor
) -> None:
    with acting(actor):
        _there(team, "Karin", "Repetersson")
        _there(team, "Lars", "Provsson", end=TODAY - 40 * DAY)
        _there(team, "Olle", "Frostsson", start=TODAY - 95 * DAY, end=TODAY - 61 * DAY)
        given: dict[str, Any] = {"actor": actor, "team": team, "employer_id": add(actor, team, "Skogens trä")}

        def write(text: str) -> None:
            said = NoteValues(kind="call", happened_on=TODAY, text=text)
            write_employer_note(**given, values=said)

        write("Olle på lagret hälsar. Ring 070-123 45 67, Anna Chef.")
        for text in ("Karin ringer", "Lars ringer", "Olle Frostsson ringer"):
            with pytest.raises(EmployerRefused):
                write(text)
        add_contact(**given, values=ContactValues(name="Karin Chef"))
        write("Karin ringer")
        with pytest.raises(EmployerRefused):
            write("Karin Repetersson ringer")
        other = add(actor, team, "Skogens trä AB")  # a twin is the same employer
        merge_employers(actor=actor, team=team, employer_id=given["employer_id"], into_id=other)
        given["employer_id"] = other
        with pytest.raises(EmployerRefused):
            write("Lars ringer")


def test_another_team_has_its_own_register(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk, other = add(actor, team, "Skogens trä"), make_team()
    with acting(lead(other)) as stranger:
        assert employers_of(other) == []
        with pytest.raises(NotVisible):
            employer_of(other, pk)
        with pytest.raises(PermissionRefused):
            add(stranger, team, "Annan")
        add(stranger, other, "Skogens trä")


def test_documents_are_known_by_content_and_old_contacts_go(team: Team, actor: Actor) -> None:
    with acting(actor):
        pk = add(actor, team, "Skogens trä")
        add_document(actor=actor, team=team, employer_id=pk, title="Avtal", content=png())
        with pytest.raises(EmployerRefused) as refused:
            add_document(actor=actor, team=team, employer_id=pk, title="Avtal", content=b"MZ-not-a-paper")
        assert refused.value.field == "file"
        row = add_contact(actor=actor, team=team, employer_id=pk, values=ContactValues(name="Lo Prov"))
        assert forget_old_contacts(team) == 0
        EmployerContact.objects.filter(pk=row.pk).update(confirmed_on=TODAY - 1200 * DAY)
        assert forget_old_contacts(team) == 1


@pytest.mark.parametrize(
    "text", ["5566778898", "556677889", "900517-9806", "abc", "556677-889x", "900517-9807"]
)
def test_what_is_no_organisation_number(text: str) -> None:
    with pytest.raises(EmployerRefused):
        organisation_number(text)


@given(st.integers(200000, 999999), st.integers(0, 999))
def test_one_last_figure_of_ten_fits(first: int, middle: int) -> None:
    """And never one that may be somebody's identity number: its third figure is less than two."""
    stem = f"{first}{middle:03d}"
    fits = [last for last in range(10) if _fits(f"{stem}{last}")]
    assert len(fits) == (1 if stem[2] >= "2" else 0)


def _fits(text: str) -> bool:
    try:
        return organisation_number(text) == f"{text[:6]}-{text[6:]}"
    except EmployerRefused:
        return False
