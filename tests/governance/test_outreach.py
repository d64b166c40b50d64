"""The outreach log: what may stand there, versions and taking back, and the figures counted from it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.governance.models import Enquiry, OutreachActivity
from samsteg.governance.outreach.enums import Enquirer, OutreachKind, OutreachState
from samsteg.governance.outreach.records import (
    Asked,
    EnquiryValues,
    OutreachRefused,
    OutreachValues,
    StaleOutreach,
)
from samsteg.governance.outreach.selectors import counted, listed, outreach_with
from samsteg.governance.outreach.services import (
    add_outreach,
    change_outreach,
    count_enquiries,
    remove_outreach,
    undo_outreach,
)
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from samsteg.statistics.values import Period
from tests.factories import lead, make_stay, make_team
from tests.statistics.asking import ask, moment, only

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.date(2026, 3, 10)
HALF = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30))


def values(**changed: object) -> OutreachValues:
    usual = OutreachValues(kind="committee", state="held", on_day=DAY, what="Berättade om halvåret")
    return replace(usual, **changed)  # type: ignore[arg-type]


def current(team: Team, actor: Actor) -> list[OutreachActivity]:
    return listed(actor, team, Asked(first=HALF.first, last=HALF.last))[0]


def test_a_change_is_a_new_version_and_can_be_taken_back() -> None:
    team, actor = make_team(), lead(make_team())
    actor = lead(team)
    with acting(actor):
        row = add_outreach(actor=actor, team=team, values=values())
        by = {"actor": actor, "team": team, "series": row.series}
        changed = change_outreach(**by, expected_version=1, values=values(people_count=12))
        assert (changed.version, changed.people_count) == (2, 12)
        assert change_outreach(**by, expected_version=2, values=values(people_count=12)).version == 2
        with pytest.raises(StaleOutreach):
            change_outreach(**by, expected_version=1, values=values(people_count=13))
        assert undo_outreach(**by, expected_version=2).people_count is None
        assert undo_outreach(**by, expected_version=3).people_count == 12
        assert remove_outreach(**by, expected_version=4).is_removed
        assert current(team, actor) == []
        back = undo_outreach(**by, expected_version=5)
        assert (back.is_removed, back.people_count, back.version) == (False, 12, 6)
        assert [one.pk for one in current(team, actor)] == [back.pk]


def test_undoing_what_was_never_changed_takes_it_away() -> None:
    team = make_team()
    actor = lead(team)
    with acting(actor):
        row = add_outreach(actor=actor, team=team, values=values())
        undone = undo_outreach(actor=actor, team=team, series=row.series, expected_version=1)
        assert undone.is_removed


def test_a_form_sent_twice_is_one() -> None:
    team, name = make_team(), uuid.uuid4()
    actor = lead(team)
    asked = EnquiryValues(on_day=DAY, enquirer="soc", about="place", enquiry_count=3)
    with acting(actor):
        for _time in range(2):
            add_outreach(actor=actor, team=team, values=values(), series=name)
            count_enquiries(actor=actor, team=team, values=asked, series=name)
        found = counted(actor, team, HALF.first, HALF.last)
    assert (found.held, found.enquiries) == (1, 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 151}, "what"),
        ({"kind": "annat"}, "kind"),
        ({"state": "held", "on_day": TODAY + dt.timedelta(days=1)}, "state"),
        ({"on_day": dt.date(1999, 1, 1)}, "on_day"),
        ({"people_count": 5001}, "people_count"),
        ({"user_ids": (4_000_000,)}, "user_ids"),
        ({"outcome": "Ring 19900517-9806 om plats"}, "outcome"),
        ({"what": "Besök om 900517-9806"}, "what"),
        ({"with_whom": "ANNA-KARIN  Övningssons chef"}, "with_whom"),
        ({"outcome": "Det gick bra för Anna-Karin Övningsson."}, "outcome"),
    ],
)
def test_what_may_not_stand_there(changed: dict[str, object], field: str) -> None:
    team = make_team()
    stay = make_stay(team, enrolled_on=DAY)
    actor = lead(team)
    with acting(actor), translation.override("en"):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Anna-Karin", "Övningsson"))
        with pytest.raises(OutreachRefused) as refused:
            add_outreach(actor=actor, team=team, values=values(**changed))
        assert refused.value.field == field
        assert not OutreachActivity.objects.filter(team=team).exists()


def test_words_that_only_look_like_somebody_may_stand() -> None:
    """A first name is many people's, an organisation's number is nobody's, and of the unseen nothing is told."""
    team = make_team()
    stay = make_stay(team, enrolled_on=DAY)
    actor = lead(team)
    stranger = replace(
        actor, team_access={team.pk: "assigned_only"}, roles={team.pk: frozenset({Role.COACH})}
    )
    with acting(actor):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Anna", "Övningsson"))
        add_outreach(actor=actor, team=team, values=values(with_whom="Anna, socialnämnden, 212000-0142"))
        add_outreach(actor=actor, team=team, values=values(outcome="Ring 070-123 45 67, Hanna Övningssons"))
    with acting(stranger):
        add_outreach(actor=stranger, team=team, values=values(with_whom="Anna Övningsson"))
    with acting(actor):
        assert OutreachActivity.objects.filter(team=team).count() == 3


def test_roles_and_teams() -> None:
    team, other = make_team(), make_team()
    reader = replace(lead(team), roles={team.pk: frozenset({Role.REPRESENTATIVE.value})})
    actor, neighbour = lead(team), lead(other)
    with acting(actor):
        row = add_outreach(actor=actor, team=team, values=values())
    with acting(reader):
        assert [one.pk for one in current(team, reader)] == [row.pk]
        with pytest.raises(PermissionRefused):
            add_outreach(actor=reader, team=team, values=values())
    with acting(neighbour):
        assert not OutreachActivity.objects.exists()
        with pytest.raises(NotVisible):
            remove_outreach(actor=neighbour, team=other, series=row.series, expected_version=1)
        with pytest.raises(PermissionRefused):
            current(team, neighbour)


def test_search_filter_and_order() -> None:
    team = make_team()
    actor = lead(team)
    with acting(actor):
        for number, (kind, what, whom) in enumerate(
            (
                ("breakfast", "Frukost på torget", "Företagarna"),
                ("board", "Budget 100%", "Styrelsen"),
                ("breakfast", "Höstfrukost", ""),
            )
        ):
            day = DAY + dt.timedelta(days=number)
            add_outreach(
                actor=actor, team=team, values=values(kind=kind, what=what, with_whom=whom, on_day=day)
            )
        asked = Asked(first=HALF.first, last=HALF.last)

        def found(**changed: object) -> list[str]:
            rows, _total = listed(actor, team, replace(asked, **changed))  # type: ignore[arg-type]
            return [row.what for row in rows]

        assert found() == ["Höstfrukost", "Budget 100%", "Frukost på torget"]
        assert found(search="frukost FÖRETAG") == ["Frukost på torget"]
        assert found(search="0%") == ["Budget 100%"]
        assert found(kind="breakfast", order="day", descending=False) == ["Frukost på torget", "Höstfrukost"]
        assert found(order="whom", descending=False)[0] == "Höstfrukost"
        assert listed(actor, team, replace(asked, count=1))[1] == 3


def test_an_employers_rows_are_found_by_its_number() -> None:
    team = make_team()
    actor = lead(team)
    with acting(actor):
        row = add_outreach(actor=actor, team=team, values=values(employer_id=7))
        add_outreach(actor=actor, team=team, values=values(employer_id=8))
        assert [one.pk for one in outreach_with(actor, team, [7, 9])] == [row.pk]


def test_figures_by_hand() -> None:
    """Two held in the half-year with 12 met at one of them, one planned, one cancelled, one in July, one taken away."""
    team = make_team()
    actor = lead(team)
    with acting(actor):
        for changed in (
            {"people_count": 12},
            {"kind": "breakfast"},
            {"state": "planned", "on_day": DAY},
            {"state": "cancelled"},
            {"on_day": dt.date(2026, 7, 1), "people_count": 40},
        ):
            add_outreach(actor=actor, team=team, values=values(**changed))
        gone = add_outreach(actor=actor, team=team, values=values(kind="press", people_count=9))
        remove_outreach(actor=actor, team=team, series=gone.series, expected_version=1)
        for who, number in (("soc", 3), ("soc", 1), ("employer", 2)):
            asked = EnquiryValues(on_day=DAY, enquirer=who, about="place", enquiry_count=number)
            count_enquiries(actor=actor, team=team, values=asked)
    found = ask(team, HALF)
    assert only(found, "outreach.") == {
        "held": 2,
        "held.committee": 1,
        "held.breakfast": 1,
        "people": 12,
        "enquiries": 6,
        "enquiries.soc": 4,
        "enquiries.employer": 2,
    }
    assert found["outreach.held.board"].as_json() == {"value": 0, "n": 2, "unit": "count"}


def test_figures_as_they_were_known() -> None:
    team = make_team()
    row = {"team": team, "kind": "board", "on_day": DAY, "what": "Prov", "series": uuid.uuid4()}
    with acting(lead(team)):
        OutreachActivity.objects.create(
            **row,
            state="held",
            recorded_at=moment("2026-03-10 12:00"),
            superseded_at=moment("2026-04-01 12:00"),
        )
        OutreachActivity.objects.create(
            **row, version=2, state="cancelled", recorded_at=moment("2026-04-01 12:00")
        )
    assert ask(team, HALF, as_of=moment("2026-03-20 12:00"))["outreach.held"].value == 1
    assert ask(team, HALF)["outreach.held"].value == 0


ROWS = st.tuples(
    st.sampled_from(OutreachKind.values),
    st.sampled_from(OutreachState.values),
    st.dates(dt.date(2025, 12, 1), dt.date(2026, 7, 31)),
    st.none() | st.integers(0, 200),
    st.booleans(),
)
ASKED = st.tuples(
    st.sampled_from(Enquirer.values), st.dates(dt.date(2025, 12, 1), dt.date(2026, 7, 31)), st.integers(1, 9)
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ROWS, max_size=12), st.lists(ASKED, max_size=8))
def test_the_page_and_the_figures_count_alike(
    rows: list[tuple[str, str, dt.date, int | None, bool]], asked: list[tuple[str, dt.date, int]]
) -> None:
    team = make_team()
    actor = lead(team)
    with acting(actor):
        OutreachActivity.objects.bulk_create(
            OutreachActivity(
                team=team, kind=kind, state=state, on_day=day, what="x", people_count=people, is_removed=gone
            )
            for kind, state, day, people, gone in rows
        )
        Enquiry.objects.bulk_create(
            Enquiry(team=team, enquirer=who, about="place", on_day=day, enquiry_count=number)
            for who, day, number in asked
        )
        page = counted(actor, team, HALF.first, HALF.last)
    held = [
        (kind, people)
        for kind, state, day, people, gone in rows
        if state == "held" and HALF.first <= day <= HALF.last and not gone
    ]
    by_asker: Counter[str] = Counter()
    for who, day, number in asked:
        by_asker[who] += number if HALF.first <= day <= HALF.last else 0
    found = ask(team, HALF)
    assert page.kinds == Counter(kind for kind, _people in held)
    assert page.people == found["outreach.people"].value == sum(people or 0 for _kind, people in held)
    assert page.held == found["outreach.held"].value == len(held)
    assert {kind: found[f"outreach.held.{kind}"].value for kind in OutreachKind.values} == {
        kind: page.kinds.get(kind, 0) for kind in OutreachKind.values
    }
    assert {who: found[f"outreach.enquiries.{who}"].value for who in Enquirer.values} == {
        who: by_asker[who] for who in Enquirer.values
    }
