"""What the exit led to is proposed by the newest workplace of which something was said that an exit follows on."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from samsteg.participants.enums import ExitReason
from samsteg.placements.enums import Outcome, PlacementState
from samsteg.placements.exits import led_to
from samsteg.placements.records import Ending, PlacementValues, ReadPlacement

DAY = dt.date(2026, 5, 4)


def at_work(outcome: str | None) -> ReadPlacement:
    """None: nobody has said what came of it."""
    return ReadPlacement(
        series=uuid.uuid4(),
        version=1,
        stay_id=1,
        state=PlacementState.ONGOING,
        values=PlacementValues(employer="Prov", form="work_training", started_on=DAY, hours=Decimal(8)),
        ending=Ending(ended_on=DAY, outcome=outcome) if outcome is not None else None,
        ended_how="",
        rungs=(),
        hours=None,
        check_ins=(),
        next_check_in_on=None,
        exited_on=None,
        signed_on=None,
        writer_id=None,
        written_at=dt.datetime(2026, 5, 4, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("newest_first", "reason"),
    [
        ((), None),
        ((None,), None),
        ((Outcome.STUDIES, Outcome.WORK_THERE), ExitReason.STUDIES),
        ((None, Outcome.WORK_ELSEWHERE), ExitReason.WORK),
        ((Outcome.PAUSE, "", Outcome.WORK_THERE), ExitReason.WORK),
        ((Outcome.MORE_HOURS, Outcome.OTHER), None),
    ],
)
def test_the_newest_that_says_something_proposes_it(
    newest_first: tuple[str | None, ...], reason: ExitReason | None
) -> None:
    assert led_to(map(at_work, newest_first)) is reason
