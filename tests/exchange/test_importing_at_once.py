"""Two people at once, with real transactions: one after the other, nothing lost, nothing doubled."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import Outcome, import_file
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from tests.exchange.builders import exited, save, stay, table

pytestmark = pytest.mark.django_db(transaction=True)
TEAM = [["Fält", "Värde"], ["Namn", "Tvåteamet"], ["Förbund", "Samordningsförbundet Exempelbygden"]]


def together(*works: Callable[[], Outcome]) -> list[Outcome]:
    """Runs the works in threads of their own, let go at the same moment; raises the first fault."""
    gate = threading.Barrier(len(works))
    results: dict[int, Outcome | BaseException] = {}

    def run(number: int, work: Callable[[], Outcome]) -> None:
        try:
            gate.wait()
            results[number] = work()
        except BaseException as fault:  # handed to the test's own thread
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = [results[number] for number in range(len(works))]
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Outcome)]


@pytest.fixture
def operator() -> User:
    make_operator(using="default")
    return User.objects.get(username=settings.SAMSTEG_OPERATOR)


def reading(user: User, path: Path) -> Callable[[], Outcome]:
    def work() -> Outcome:
        return import_file(
            user=user, path=path, slug=None, dry_run=False, leave_out_wrong=False, place="test"
        )

    return work


def test_the_same_new_team_twice_at_once_becomes_one(operator: User, tmp_path: Path) -> None:
    first = save(tmp_path / "a.xlsx", {"Team": TEAM, "Ärenden": table([stay(), stay(Ärende="P-2")])})
    second = Path(shutil.copy(first, tmp_path / "b.xlsx"))
    outcomes = together(reading(operator, first), reading(operator, second))
    assert sorted(outcome.written for outcome in outcomes) == [0, 2]
    team = Team.objects.get(name="Tvåteamet")
    with acting(Actor(user_id=operator.pk, username="operator", roles={team.pk: frozenset()})):
        assert Stay.objects.count() == 2
        assert StayEvent.objects.filter(kind="enrolled").count() == 2


def test_two_corrections_at_once_leave_one_true_fact(operator: User, tmp_path: Path) -> None:
    begin = save(tmp_path / "start.xlsx", {"Team": TEAM, "Ärenden": table([exited()])})
    reading(operator, begin)()
    one = save(tmp_path / "ett.xlsx", {"Team": TEAM, "Ärenden": table([exited(Avslutsorsak="arbete")])})
    two = save(tmp_path / "tva.xlsx", {"Team": TEAM, "Ärenden": table([exited(Avslutsorsak="annat")])})
    together(reading(operator, one), reading(operator, two))
    team = Team.objects.get(name="Tvåteamet")
    with acting(Actor(user_id=operator.pk, username="operator", roles={team.pk: frozenset()})):
        events = list(StayEvent.objects.filter(kind="exited").order_by("recorded_at"))
        assert [event.superseded_at for event in events] == [
            events[1].recorded_at,
            events[2].recorded_at,
            None,
        ]
        assert Stay.objects.get().exit_reason == events[-1].reason
