"""Undo of an import: everything as before it, nothing deleted, and refused once something else has been written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone, translation

from samsteg.access.consent_models import Consent
from samsteg.access.models import CoachAssignment
from samsteg.access.services import assign_coaches
from samsteg.audit.enums import SourceKind
from samsteg.audit.models import Source
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.exchange.columns import SheetName
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.plan import RowState
from samsteg.exchange.services import Imported
from samsteg.exchange.stored import Record, load
from samsteg.exchange.undo import (
    UndoPlan,
    UndoRefused,
    forget_old_imports,
    last_undoable,
    preview_undo,
    undo_import,
)
from samsteg.participants.models import Stay
from samsteg.participants.projection import differing
from samsteg.people.contact import Contact, forget_earlier_contact, has_contact, keep_contact
from samsteg.people.models import EarlierContact, Identity, Person, PersonDetail
from samsteg.people.selectors import personnummer_of
from samsteg.statistics.figures import figures
from samsteg.statistics.values import Period
from tests.exchange.bench_team import BenchTeam, make_bench
from tests.exchange.builders import exited, personnummer, stay
from tests.factories import change_stay, coach, make_placement, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The reasons are read as they stand in the code, whatever language an earlier test has left."""
    with translation.override("en"):
        yield


BORN = dt.date(1990, 5, 17)
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
OTHER_SHEETS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "Budget": [{"År": 2025, "Rad": "Personal", "Beviljat": 100}, {"År": 2025, "Rad": "Hyra", "Beviljat": 7}],
    "Personal": [
        {"Roll": "coach", "Organisation": "Provkommun", "Procent": 100, "Från": dt.date(2025, 1, 1)},
        {"Roll": "ledare", "Organisation": "Provkommun", "Procent": 50, "Från": dt.date(2025, 1, 1)},
    ],
    "Redovisat": [
        {"Mått": "Nyinskrivna", "Period från": YEAR.first, "Period till": YEAR.last, "Värde": 7},
    ],
}


@pytest.fixture
def bench(tmp_path: Path) -> BenchTeam:
    return make_bench(tmp_path)


def records(bench: BenchTeam) -> dict[SheetName, list[Record]]:
    """What an export would write, in its order."""
    with acting(bench.actor):
        stored = load(bench.actor, bench.team)
        persons = stored[SheetName.STAYS].persons
        numbers = personnummer_of(bench.team.pk, persons.values())
    for key, record in stored[SheetName.STAYS].records.items():
        record["number"] = numbers.get(persons[key])
    return {name: list(sheet.records.values()) for name, sheet in stored.items()}


def undo(bench: BenchTeam, done: Imported) -> UndoPlan:
    assert done.source_id is not None
    with acting(bench.actor), transaction.atomic():
        return undo_import(actor=bench.actor, team=bench.team, source_id=done.source_id)


def counted(bench: BenchTeam, as_of: dt.datetime | None = None) -> dict[str, object]:
    with acting(bench.actor):
        return figures(bench.actor, bench.team, YEAR, as_of=as_of, written_on=YEAR.last).as_json()


def now(bench: BenchTeam) -> dt.datetime:
    with acting(bench.actor):
        return timezone.now()


def test_everything_is_as_before_the_import(bench: BenchTeam) -> None:
    first = [
        exited(Remittent="fk", Person="A", Personnummer=personnummer(BORN), Handledare=bench.actor.username),
        stay(Ärende="P-2", Kommun="Säter", Samtycke_till_teamet=dt.date(2025, 1, 9)),
        stay(Ärende="P-3", Förstärkt_samarbete_från=dt.date(2025, 3, 1)),
    ]
    placements = [
        {
            "Ärende": "P-1",
            "Arbetsgivare": "Provbageriet",
            "Form": "arbetstraning",
            "Från": dt.date(2025, 4, 1),
        },
        {"Ärende": "P-2", "Arbetsgivare": "Provgården", "Form": "arbetstraning", "Från": dt.date(2025, 4, 1)},
    ]
    bench.read_in(bench.file(first, Arbetsträning=placements, **OTHER_SHEETS))
    before = records(bench)
    changed = [
        exited(
            Avslutad=dt.date(2025, 10, 1),
            Remittent=None,
            Person="B",
            Personnummer=personnummer(BORN, 982),
            Handledare=None,
        ),
        stay(Ärende="P-2", Inskriven=None, Samtycke_till_teamet=None, Person="A"),
        stay(Ärende="P-3", Född=dt.date(1988, 1, 1), Förstärkt_samarbete_från=None),
        stay(Ärende="P-4", Handledare=bench.actor.username),
    ]
    done = bench.read_in(
        bench.file(
            changed,
            Arbetsträning=[{**placements[0], "Form": "studiebesok"}],
            Budget=[
                {"År": 2025, "Rad": "Personal", "Beviljat": 101},
                {"År": 2025, "Rad": "Mat", "Beviljat": 1},
            ],
            Personal=[{**OTHER_SHEETS["Personal"][0], "Procent": 80}],
            Redovisat=[{**OTHER_SHEETS["Redovisat"][0], "Värde": 8}],
            Team=[
                {"Fält": "Namn", "Värde": bench.team.name},
                {"Fält": "Kommun", "Värde": "Säter"},
                {"Fält": "Förbund", "Värde": "Provförbundet"},
                {"Fält": "Personuppgiftsansvarig", "Värde": "Provnämnden"},
            ],
        )
    )
    assert records(bench) != before
    plan = undo(bench, done)
    assert (plan.gone, plan.back, plan.changes_team) == (1, 3, True)
    assert dict(plan.rows) == {
        SheetName.PLACEMENTS: 1,
        SheetName.POSITIONS: 1,
        SheetName.BUDGET: 2,
        SheetName.REPORTED: 1,
    }
    assert records(bench) == before
    with acting(bench.actor):
        assert differing(bench.team.pk) == []


def test_a_stay_that_the_import_made_is_gone_and_comes_back_on_the_same_row(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay()]))
    path = bench.file([exited(Ärende="P-2", Person="A", Personnummer=personnummer(BORN))])
    done = bench.read_in(path)
    row = bench.stay("P-2")
    undo(bench, done)
    with acting(bench.actor):
        assert [one.own_id for one in Stay.objects.visible_to(bench.actor)] == ["P-1"]
        assert Stay.objects.get(pk=row.pk).enrolled_on is None
        assert Person.objects.get(pk=row.person_id).own_id == ""
        assert personnummer_of(bench.team.pk, [row.person_id]) == {}
        assert Identity.objects.get(person_id=row.person_id).personnummer_index is None
    plan = bench.preview(path)
    assert [one.state for one in plan.rows] == [RowState.NEW]
    bench.read_in(path)
    again = bench.stay("P-2")
    assert (again.pk, again.person_id, again.exited_on) == (row.pk, row.person_id, row.exited_on)
    assert len(bench.events("P-2", "exited")) == 2
    with acting(bench.actor):
        assert personnummer_of(bench.team.pk, [row.person_id]) == {row.person_id: personnummer(BORN)}


def test_figures_as_known_before_the_undo_are_those_of_the_import(bench: BenchTeam) -> None:
    bench.read_in(bench.file([exited()]))
    first = counted(bench)
    done = bench.read_in(bench.file([exited(Avslutsorsak="arbete"), stay(Ärende="P-2", Kön="M")]))
    imported, moment = counted(bench), now(bench)
    assert imported != first
    undo(bench, done)
    assert counted(bench) == first
    assert counted(bench, as_of=moment) == imported


def test_nothing_is_deleted_and_the_source_is_an_undo(bench: BenchTeam) -> None:
    bench.read_in(bench.file([exited(Handledare=bench.actor.username)]))
    done = bench.read_in(
        bench.file([exited(Avslutad=dt.date(2025, 10, 1), Handledare=None, Samtycke_till_teamet=BORN)])
    )
    undo(bench, done)
    assert [event.occurred_on.month for event in bench.events("P-1", "exited")] == [9, 10, 9]
    with acting(bench.actor):
        source = Source.objects.latest("pk")
        applied = AppliedImport.objects.get(source_id=done.source_id)
        assert CoachAssignment.objects.count() == 2
        assert Consent.objects.filter(ended_at__isnull=False).count() == 1
    assert (source.kind, source.file_name, source.row_count) == (SourceKind.UNDO, "fil.xlsx", 1)
    assert bench.events("P-1", "exited")[-1].source_id == source.pk
    assert (applied.undo_source_id, applied.undone_by_id, applied.sealed) == (
        source.pk,
        bench.actor.user_id,
        None,
    )


def test_two_persons_that_changed_ids_and_numbers_change_back(bench: BenchTeam) -> None:
    one, two = personnummer(BORN), personnummer(BORN, 982)
    bench.read_in(bench.file([stay(Person="A"), stay(Ärende="P-2", Person="B", Kön="M")]))
    bench.read_in(bench.file([stay(Personnummer=one), stay(Ärende="P-2", Personnummer=two, Kön="K")]))
    before = records(bench)
    done = bench.read_in(
        bench.file([stay(Person="B", Personnummer=two), stay(Ärende="P-2", Person="A", Personnummer=one)])
    )
    undo(bench, done)
    assert records(bench) == before


def test_undone_in_turn_from_the_newest(bench: BenchTeam) -> None:
    before = records(bench)
    first = bench.read_in(bench.file([exited()], **OTHER_SHEETS))
    between = records(bench)
    second = bench.read_in(bench.file([exited(Remittent="soc"), stay(Ärende="P-2")]))
    with pytest.raises(UndoRefused, match="Undo that one first"):
        undo(bench, first)
    undo(bench, second)
    assert records(bench) == between
    undo(bench, first)
    assert records(bench) == before
    with pytest.raises(UndoRefused, match="already been undone"):
        undo(bench, first)
    with acting(bench.actor):
        assert last_undoable(bench.team) is None


def refused(bench: BenchTeam, done: Imported, sheet: SheetName) -> None:
    before = records(bench)
    assert done.source_id is not None
    with acting(bench.actor):
        plan = preview_undo(actor=bench.actor, team=bench.team, source_id=done.source_id)
    assert plan.clashes.get(sheet)
    with pytest.raises(UndoRefused, match="has changed since"):
        undo(bench, done)
    assert records(bench) == before


def test_refused_when_the_same_fact_has_changed_since(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([exited()]))
    change_stay(bench.stay("P-1"), exited_on=dt.date(2025, 10, 1))
    refused(bench, done, SheetName.STAYS)


def test_refused_when_a_cleared_fact_has_been_written_since(bench: BenchTeam) -> None:
    bench.read_in(bench.file([exited()]))
    done = bench.read_in(bench.file([exited(Avslutad=None, Avslutsorsak=None)]))
    change_stay(bench.stay("P-1"), exited_on=dt.date(2025, 10, 1), exit_reason="work")
    refused(bench, done, SheetName.STAYS)


def test_refused_when_a_new_stay_has_got_a_placement_since(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([stay()]))
    make_placement(bench.stay("P-1"), dt.date(2025, 4, 1))
    refused(bench, done, SheetName.STAYS)


def test_refused_while_contact_data_written_since_is_kept_also_as_what_it_said_before(
    bench: BenchTeam,
) -> None:
    """What nothing says of now is still reached and taken away on the page of the person; then it may be undone."""
    done = bench.read_in(bench.file([stay()]))
    person = bench.stay("P-1").person_id
    with acting(bench.actor):
        for contact in (Contact(phone="070-1740605"), Contact()):
            keep_contact(team=bench.team, person_id=person, contact=contact)
            assert EarlierContact.objects.filter(person_id=person).exists() is contact.is_empty
            refused(bench, done, SheetName.STAYS)
        assert not has_contact(bench.team.pk, person)
        forget_earlier_contact(team=bench.team, person_id=person)
    undo(bench, done)
    with acting(bench.actor):
        assert not Stay.objects.visible_to(bench.actor).exists()


def test_refused_when_the_coach_has_changed_since(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([stay(Handledare=bench.actor.username)]))
    with acting(bench.actor):
        assign_coaches(team=bench.team, coaches={bench.stay("P-1").person_id: None})
    refused(bench, done, SheetName.STAYS)


def test_refused_when_somebody_else_has_got_the_id_since(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Person="A"), stay(Ärende="P-2")]))
    done = bench.read_in(bench.file([stay(Person=None)]))
    with acting(bench.actor):
        Person.objects.filter(pk=bench.stay("P-2").person_id).update(own_id="A")
    refused(bench, done, SheetName.STAYS)


def test_refused_when_the_old_dates_would_overlap_a_new_stay(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(Person="A")]))
    done = bench.read_in(bench.file([exited(Person="A")]))
    make_stay(bench.team, person=bench.stay("P-1").person_id, own_id="P-9", enrolled_on=dt.date(2025, 10, 1))
    before = records(bench)
    with pytest.raises(UndoRefused, match="has changed since"):
        undo(bench, done)
    assert records(bench) == before


def test_what_changed_and_changed_back_does_not_hinder(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([exited()]))
    row = bench.stay("P-1")
    change_stay(row, exited_on=dt.date(2025, 10, 1))
    change_stay(row, exited_on=dt.date(2025, 9, 1))
    undo(bench, done)
    assert records(bench)[SheetName.STAYS] == []


def test_after_thirty_days_it_is_too_late_and_what_was_kept_goes(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([stay(Person="A")]))
    with acting(bench.actor):
        rows = AppliedImport.objects.filter(source_id=done.source_id)
        rows.update(moment=timezone.now() - dt.timedelta(days=30, minutes=-1))
        assert forget_old_imports() == 0
        rows.update(moment=timezone.now() - dt.timedelta(days=30, minutes=1))
        assert last_undoable(bench.team) is None
        assert forget_old_imports() == 1
        assert rows.get().sealed is None
    with pytest.raises(UndoRefused, match="30 days"):
        undo(bench, done)


def test_what_is_kept_tells_nothing_without_the_key(bench: BenchTeam) -> None:
    done = bench.read_in(bench.file([stay(Person="Hemligt-1", Personnummer=personnummer(BORN))]))
    with acting(bench.actor):
        kept = bytes(AppliedImport.objects.get(source_id=done.source_id).sealed or b"")
    assert kept and b"Hemligt" not in kept and personnummer(BORN).encode() not in kept


def test_only_the_team_lead_of_the_team_may(bench: BenchTeam, tmp_path: Path) -> None:
    done = bench.read_in(bench.file([stay()]))
    other = make_bench(tmp_path, "Grannteamet")
    with pytest.raises(NotVisible):
        undo(other, done)
    lead, bench.actor = bench.actor, coach(bench.team)
    with pytest.raises(PermissionRefused):
        undo(bench, done)
    bench.actor = lead
    assert bench.stay("P-1").enrolled_on


def test_counts_are_kept_with_the_import(bench: BenchTeam) -> None:
    bench.read_in(bench.file([stay(), stay(Ärende="P-2", Remittent="soc")]))
    path = bench.file(
        [stay(), stay(Ärende="P-2", Remittent=None), stay(Ärende="P-3"), exited(Ärende="P-4", Kön="X")]
    )
    done = bench.read_in(path, leave_out_wrong=True)
    with acting(bench.actor):
        kept = AppliedImport.objects.get(source_id=done.source_id)
        assert PersonDetail.objects.filter(source_id=done.source_id).count() == 1
    counts = (
        kept.new_count,
        kept.changed_count,
        kept.cleared_count,
        kept.unchanged_count,
        kept.left_out_count,
    )
    assert counts == (1, 1, 1, 1, 1)
