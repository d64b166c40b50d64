"""What is read of a record: source x reader x consent, against a table worked by hand; then as properties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.db import connection, models
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.consent_enums import ConsentEnd, ConsentKind
from samsteg.access.enums import DataCategory, Role, TeamAccess
from samsteg.access.opened import opened_categories, visible_items
from samsteg.access.source_links import note_source
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Authority, ControllerDecision, Team
from tests.factories import coach, lead, make_authority, make_consent, make_person, make_team, representative

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
HEALTH, WORK = DataCategory.HEALTH, DataCategory.WORK


class Item(models.Model):
    """Stands for whatever tells something of a person; its table is made for each test."""

    team_id = models.IntegerField()
    person_id = models.BigIntegerField()
    source_authority_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=20)
    about_two = models.BooleanField(default=False)

    class Meta:
        app_label = "tests_opened"
        managed = False

    def __str__(self) -> str:
        return f"{self.category} from {self.source_authority_id}"


TABLE = """
    CREATE TEMPORARY TABLE tests_opened_item (
        id bigserial PRIMARY KEY, team_id int, person_id bigint, source_authority_id bigint,
        category varchar(20), about_two boolean NOT NULL DEFAULT false
    ) ON COMMIT DROP
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A team with one person, and two boards of one municipality and an agency beside them."""

    team: Team
    person_id: int
    a: Authority
    b: Authority
    c: Authority

    def items(self) -> None:
        for source in (None, self.a, self.b, self.c):
            for category in DataCategory:
                for about_two in (False, True):
                    Item.objects.create(
                        team_id=self.team.pk,
                        person_id=self.person_id,
                        source_authority_id=source and source.pk,
                        category=category,
                        about_two=about_two,
                    )

    def read(self, who: Actor, *, two: bool = False) -> set[tuple[int | None, str]]:
        """(source, category) of all that the actor reads; the three interfaces must agree on it."""
        with acting(who):
            rows = Item.objects.filter(visible_items(who, about_two_field="about_two"), about_two=two)
            found = set(rows.values_list("source_authority_id", "category"))
            opened = opened_categories(who, self.team, self.person_id)
            held = Item.objects.filter(opened.items(about_two_field="about_two"), about_two=two)
            assert set(held.values_list("source_authority_id", "category")) == found
        sources = (None, self.a.pk, self.b.pk, self.c.pk)
        told = {(s, c) for s in sources for c in DataCategory.values if opened.reads(s, c, about_two=two)}
        assert found == told
        return found


@pytest.fixture
def place() -> Place:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    team = make_team()
    made = Place(
        team, make_person(team), *(make_authority(f"Prov {name}", "board") for name in ("A", "B", "C"))
    )
    made.items()
    return made


def whole(source: Authority | None) -> set[tuple[int | None, str]]:
    return {(source and source.pk, category) for category in DataCategory.values}


def colleague(place: Place) -> Actor:
    """A coach who sees the person through the controller's decision, not through a consent."""
    return replace(coach(place.team), team_access={place.team.pk: TeamAccess.WHOLE_TEAM})


def test_staff_read_the_teams_own_record_and_nothing_more(place: Place) -> None:
    assert place.read(colleague(place)) == whole(None)
    assert place.read(lead(place.team)) == whole(None)  # to be allocated


def test_who_does_not_see_the_person_reads_nothing(place: Place) -> None:
    assert place.read(coach(place.team)) == set()
    with acting(coach(place.team)):
        assert opened_categories(coach(place.team), place.team, place.person_id).is_empty


def test_one_controllers_items_are_the_teams_own(place: Place) -> None:
    with acting(lead(place.team)):
        ControllerDecision.objects.create(team=place.team, controller=place.a)
    assert place.read(colleague(place)) == whole(None) | whole(place.a)
    with acting(lead(place.team)):
        ControllerDecision.objects.create(team=place.team, controller=place.b)
    assert place.read(colleague(place)) == whole(None)  # joint controllers keep their own


def test_to_represent_the_controller_opens_nothing_of_the_teams_record(place: Place) -> None:
    with acting(lead(place.team)):
        ControllerDecision.objects.create(team=place.team, controller=place.a)
        note_source(team=place.team, person_id=place.person_id, authority_id=place.a.pk)
    assert place.read(representative(place.team, place.a)) == whole(place.a)


def test_a_consent_to_the_team_opens_that_source_and_category(place: Place) -> None:
    make_consent(place.team, place.person_id, source=place.a, categories=[HEALTH])
    assert place.read(colleague(place)) == whole(None) | {(place.a.pk, HEALTH)}
    assert place.read(representative(place.team, place.a)) == set()  # no ground: gave, and received nothing
    assert place.read(representative(place.team, place.b)) == set()


def test_a_consent_to_an_authority_opens_it_for_that_authority(place: Place) -> None:
    make_consent(place.team, place.person_id, place.b, source=place.a, categories=[HEALTH])
    make_consent(place.team, place.person_id, place.b, categories=[WORK])
    expected = {(place.a.pk, HEALTH), (None, WORK)} | whole(
        place.b
    )  # and its own items, since it sees the person
    assert place.read(representative(place.team, place.b)) == expected
    assert place.read(representative(place.team, place.c)) == set()
    assert place.read(colleague(place)) == whole(None)


def test_what_b_was_told_by_a_is_not_bs_to_tell(place: Place) -> None:
    make_consent(place.team, place.person_id, place.b, source=place.a)
    make_consent(place.team, place.person_id, place.c, source=place.b)
    assert place.read(representative(place.team, place.c)) == whole(place.b) | whole(place.c)
    assert place.read(representative(place.team, place.b)) == whole(place.a) | whole(place.b)


def test_no_leak_between_two_boards_of_one_municipality(place: Place) -> None:
    for board in (place.a, place.b):
        with acting(lead(place.team)):
            note_source(team=place.team, person_id=place.person_id, authority_id=board.pk)
        assert place.read(representative(place.team, board)) == whole(board)


def test_after_the_withdrawal_the_own_items_remain(place: Place) -> None:
    consent = make_consent(place.team, place.person_id, place.b, source=place.a)
    who = representative(place.team, place.b)
    with acting(lead(place.team)):
        note_source(team=place.team, person_id=place.person_id, authority_id=place.b.pk)
    assert place.read(who) == whole(place.a) | whole(place.b)
    with acting(lead(place.team)):
        type(consent).objects.filter(pk=consent.pk).update(
            ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now()
        )
    assert place.read(who) == whole(place.b)


STATES = {  # what the consent's days and ends are: does it open today
    "today": ({}, True),
    "last day": ({"signed_on": TODAY - 90 * DAY, "agreed_to": TODAY + DAY}, True),
    "over": ({"signed_on": TODAY - 90 * DAY, "agreed_to": TODAY}, False),
    "not yet": ({"signed_on": TODAY + DAY}, False),
    "begins later": ({"valid_from": TODAY + DAY}, False),
    "withdrawn": ({"ended_as": ConsentEnd.WITHDRAWN}, False),
    "mistaken": ({"ended_as": ConsentEnd.MISTAKEN}, False),
    "taken away": ({"ended_as": ConsentEnd.WORKBOOK}, False),
    "registration": ({"kind": ConsentKind.REGISTRATION}, False),
    "contact": ({"kind": ConsentKind.CONTACT}, False),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("reader", ["staff", "representative"])
def test_each_state(place: Place, state: str, reader: str) -> None:
    columns, opens = STATES[state]
    of_secrecy = columns.get("kind", ConsentKind.SECRECY) == ConsentKind.SECRECY
    to = [place.b] if reader == "representative" else []
    source = place.a if of_secrecy else None
    make_consent(place.team, place.person_id, *to, source=source, **columns)
    if reader == "staff":
        expected = whole(None) | (whole(place.a) if opens else set())
        assert place.read(colleague(place)) == expected
    else:
        expected = whole(place.a) | whole(place.b) if opens else set()
        assert place.read(representative(place.team, place.b)) == expected


def test_what_is_about_two_takes_both_signatures(place: Place) -> None:
    make_consent(place.team, place.person_id, place.b, source=place.a, categories=[HEALTH, WORK])
    who = representative(place.team, place.b)
    assert place.read(who, two=True) == whole(place.b)
    make_consent(
        place.team,
        place.person_id,
        place.b,
        source=place.a,
        categories=[HEALTH],
        is_about_two=True,
        second_signed_on=TODAY,
    )
    assert place.read(who, two=True) == {(place.a.pk, HEALTH)} | whole(place.b)
    assert place.read(who) == {(place.a.pk, HEALTH), (place.a.pk, WORK)} | whole(place.b)


def test_two_roles_do_not_lend_each_other_what_they_see(place: Place) -> None:
    """Coach of somebody else's person, and representative with an item about the same one."""
    with acting(lead(place.team)):
        note_source(team=place.team, person_id=place.person_id, authority_id=place.a.pk)
    both = replace(
        representative(place.team, place.a),
        roles={place.team.pk: frozenset({Role.REPRESENTATIVE.value, Role.COACH.value})},
    )
    assert place.read(both) == whole(place.a)


def test_another_teams_consent_opens_nothing(place: Place) -> None:
    other = make_team()
    who = representative(place.team, place.b)
    wide = replace(who, roles={place.team.pk: who.roles[place.team.pk], other.pk: who.roles[place.team.pk]})
    with acting(lead(place.team, other)):
        make_consent(other, make_person(other), place.b, source=place.a)
    assert place.read(wide) == set()


def test_an_authority_without_the_role_opens_nothing(place: Place) -> None:
    """A referrer's authority, or a role that has ended while the page was open."""
    make_consent(place.team, place.person_id, place.b, source=place.a)
    for roles in ({}, {place.team.pk: frozenset({Role.STEERING.value})}):
        assert place.read(replace(representative(place.team, place.b), roles=roles)) == set()


def test_one_question_whatever_the_rows(place: Place, django_assert_num_queries: object) -> None:
    make_consent(place.team, place.person_id, place.b, source=place.a)
    who = representative(place.team, place.b)
    with acting(who), django_assert_num_queries(1):
        list(Item.objects.filter(visible_items(who)))
    with acting(who), django_assert_num_queries(1):
        opened_categories(who, place.team, place.person_id)


AUTHORITIES = st.sampled_from("abc")
CONSENTS = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.one_of(st.none(), AUTHORITIES),
            "to": st.sets(AUTHORITIES, max_size=2),
            "to_team": st.booleans(),
            "categories": st.sets(st.sampled_from(DataCategory.values), min_size=1, max_size=3),
            "days": st.sampled_from(["before", "now", "after"]),
            "ended": st.booleans(),
        }
    ),
    max_size=4,
)
SPANS = {"before": (-90, -1), "now": (-30, 30), "after": (1, 30)}


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what an example wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT example")
        yield
        cursor.execute("ROLLBACK TO SAVEPOINT example")


@given(CONSENTS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_only_what_a_consent_in_force_says_is_opened(place: Place, consents: list[dict[str, object]]) -> None:
    """From that source, to that reader, that category: nothing passed on, nothing before, after or withdrawn."""
    named = {"a": place.a, "b": place.b, "c": place.c}
    with undone():
        for one in consents:
            first, last = SPANS[str(one["days"])]
            make_consent(
                place.team,
                place.person_id,
                *(named[name] for name in sorted(one["to"])),  # type: ignore[call-overload]
                source=named[one["source"]] if one["source"] else None,  # type: ignore[index]
                to_team=bool(one["to_team"]),
                categories=sorted(one["categories"]),  # type: ignore[call-overload]
                signed_on=TODAY + first * DAY,
                agreed_to=TODAY + last * DAY,
                ended_as=ConsentEnd.WITHDRAWN if one["ended"] else "",
            )
        held = [one for one in consents if one["days"] == "now" and not one["ended"]]
        for name, authority in named.items():
            expected = {
                (named[one["source"]].pk if one["source"] else None, category)  # type: ignore[index]
                for one in held
                if name in one["to"]  # type: ignore[operator]
                for category in one["categories"]  # type: ignore[attr-defined]
            }
            own = whole(authority) if expected else set()
            assert place.read(representative(place.team, authority)) == expected | own
        expected = {
            (named[one["source"]].pk if one["source"] else None, category)  # type: ignore[index]
            for one in held
            if one["to_team"]
            for category in one["categories"]  # type: ignore[attr-defined]
        }
        assert place.read(colleague(place)) == expected | whole(None)
