"""All figures of one team-year: against SQL written by hand, and against the same team alone in a database."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.by_hand import Value, as_figures, by_hand
from bench.databases import Databases, Volume
from bench.outcome import Outcome
from bench.timing import interleave, timed
from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.values import Period

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
WRITTEN = dt.date(2026, 1, 15)
BY_HAND_GOAL, ALONE_GOAL = 1.5, 1.2
CLOSE = 1e-9
MIDDLE_TEAM = """
    SELECT team_id FROM participants_stay GROUP BY team_id
    ORDER BY abs(count(*) - (SELECT count(*)::numeric / count(DISTINCT team_id) FROM participants_stay)), team_id
    LIMIT 1
"""


@dataclass(frozen=True)
class TeamYear:
    """One team in one database. Each call has a context of its own, as a page or a command has."""

    databases: Databases
    database: str
    team_id: int

    @property
    def actor(self) -> Actor:
        return Actor(user_id=1, username="bench", roles={self.team_id: frozenset({Role.TEAM_LEAD.value})})

    def _within(self, work: Callable[[Team], object]) -> float:
        with self.databases.using(self.database), acting(self.actor):
            team = Team.objects.get(pk=self.team_id)
            return timed(lambda: work(team))

    def ours(self) -> float:
        return self._within(lambda team: figures(self.actor, team, YEAR, written_on=WRITTEN))

    def by_hand(self) -> float:
        return self._within(lambda _team: self._rows(prepare=False))

    def by_hand_prepared(self) -> float:
        return self._within(lambda _team: self._rows(prepare=True))

    def statements_of_ours(self) -> float:
        """Seconds that a call of ours waits for the database."""
        waited = 0.0

        def measure(execute: Callable[..., Any], *request: Any) -> Any:
            nonlocal waited
            start = time.perf_counter()
            try:
                return execute(*request)
            finally:
                waited += time.perf_counter() - start

        def work(team: Team) -> None:
            with connection.execute_wrapper(measure):
                figures(self.actor, team, YEAR, written_on=WRITTEN)

        self._within(work)
        return waited

    def _rows(self, *, prepare: bool) -> list[Any]:
        return by_hand(self.team_id, YEAR.first, YEAR.last, WRITTEN, prepare=prepare)

    def values(self) -> tuple[Figures, Mapping[str, Value]]:
        """Ours, and those of the statement written by hand."""
        with self.databases.using(self.database), acting(self.actor):
            team = Team.objects.get(pk=self.team_id)
            return figures(self.actor, team, YEAR, written_on=WRITTEN), as_figures(self._rows(prepare=False))


def measure_team_year(databases: Databases, volume: Volume, outcome: Outcome, *, rounds: int) -> None:
    everything = databases.ready(volume)
    team_id = middle_team(databases, everything)
    full = TeamYear(databases, everything, team_id)
    alone = TeamYear(databases, databases.ready(volume, team_id), team_id)
    outcome.title(f"All figures of one team-year ({volume.stays} stays in {volume.teams} teams)")
    found = _compare(full, alone, outcome)
    took = interleave(
        {
            "ours": full.ours,
            "by hand": full.by_hand,
            "alone": alone.ours,
            "prepared": full.by_hand_prepared,
            "waiting": full.statements_of_ours,
        },
        rounds=rounds,
    )
    outcome.say(
        f"The team: {found['treated.count'].value} treated, {found['exits.count'].value} exits, {len(found)} figures. "
        f"{rounds} rounds, medians."
    )
    for name, text in (
        ("ours", "figures(), from call to values"),
        ("waiting", "  of it waiting for the database (all statements)"),
        ("by hand", "by hand, from call to rows"),
        ("prepared", "by hand, statement prepared in the connection"),
        ("alone", "figures(), the team alone in its database"),
    ):
        outcome.say(f"{text:<66} {took.median(name) * 1000:6.1f} ms")
    for what, to, limit in (
        ("SQL by hand", "by hand", BY_HAND_GOAL),
        ("the team alone", "alone", ALONE_GOAL),
    ):
        low, high = took.spread("ours", to)
        around = f"  (middle half {low:.2f}-{high:.2f})"
        outcome.goal(f"figures() through {what}", took.ratio("ours", to), limit, around=around)
    outcome.say(
        f"{'for the record: through SQL by hand, prepared':<66} {took.ratio('ours', 'prepared'):6.2f}"
    )


def middle_team(databases: Databases, name: str) -> int:
    """The team whose number of stays is nearest to the mean."""
    with databases.superuser(name) as opened:
        row = opened.execute(MIDDLE_TEAM).fetchone()
    return int(str(row[0])) if row else 1


def _compare(full: TeamYear, alone: TeamYear, outcome: Outcome) -> Figures:
    ours, by_hand = full.values()
    told = {code: _plain(value.value) for code, value in ours.items() if value.value}
    if ours.unlinked_persons:
        told["unlinked_persons"] = float(ours.unlinked_persons)
    differing = sorted(code for code in {*told, *by_hand} if not _equal(told.get(code), by_hand.get(code)))
    if differing:
        outcome.faults.append(f"SQL by hand gives other values: {', '.join(differing[:10])}")
    if alone.values()[0].as_json() != ours.as_json():
        outcome.faults.append("The team alone has other figures.")
    outcome.say(
        f"Values equal: all {len(told)} figures that are not 0 or nothing, ours, by hand and alone."
        if not outcome.faults
        else "VALUES DIFFER"
    )
    return ours


def _plain(value: Any) -> Value:
    return [float(part) for part in value] if isinstance(value, tuple) else float(value)


def _equal(ours: Value, theirs: Value) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= CLOSE * max(1.0, abs(ours))
    return ours == theirs
