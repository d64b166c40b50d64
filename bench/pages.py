"""Pages: server time, statements, bytes, and what the country's volume and the page's own work cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from bench.databases import Databases, Volume
from bench.outcome import Outcome
from bench.page_list import EMPTY, PAGES, VISITED, Measured, Page, prepare
from bench.team_year import middle_team
from bench.timing import WARM_UP, Timings, interleave
from bench.visitor import Visitor, readable

QUERIES, FIRST_VIEW, LATER_VIEW, GROWTH, RATIO = 15, 130.0, 30.0, 1.2, 4.0
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
ALONE = " (alone)"
HEAD = (
    "p50 ms",
    "p95 ms",
    "cpu ms",
    "queries",
    "kB",
    "first kB",
    "growth",
    "p50 ratio",
    "p95 ratio",
    "cpu ratio",
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was found about one page. `sent` and `first` in kB; ratios are through the empty page. `cpu` is the work of
    this process and the database's, whatever else the machine did meanwhile.
    """

    page: Page
    p50: float
    p95: float
    cpu: float
    queries: int
    sent: float
    first: float
    growth: float
    ratio: float
    ratio95: float
    ratio_cpu: float

    def text(self) -> str:
        numbers = (self.p50 * 1000, self.p95 * 1000, self.cpu * 1000, self.queries, self.sent, self.first)
        shown = [f"{number:9.1f}" if isinstance(number, float) else f"{number:9d}" for number in numbers]
        ratios = [f"{ratio:9.2f}" for ratio in (self.growth, self.ratio, self.ratio95, self.ratio_cpu)]
        return f"{self.page.name:<42}" + " ".join([*shown, *ratios])


def measure_pages(databases: Databases, volume: Volume, outcome: Outcome, *, rounds: int) -> None:
    everything = databases.ready(volume)
    team_id = middle_team(databases, everything)
    alone = databases.ready(volume, team_id)
    outcome.title(f"Pages of a team alone, and among {volume.stays} stays in {volume.teams} teams")
    with (
        time_machine.travel(VISITED),
        _served_as_in_production(),
        databases.copy(everything) as full_name,
        databases.copy(alone) as alone_name,
    ):
        full, measured = _signed_in(databases, full_name, team_id)
        single, _same = _signed_in(databases, alone_name, team_id)
        _compare(full, single, measured, outcome)
        took, worked = _timed(full, single, measured, rounds)
        lines = [_line(page, full, measured, took, worked) for page in (EMPTY, *PAGES)]
    _tell(lines, rounds, outcome)


@contextmanager
def _served_as_in_production() -> Iterator[None]:
    """Static files collected, compressed and named by their content; and the empty page's address."""
    with (
        TemporaryDirectory() as folder,
        override_settings(
            ROOT_URLCONF="bench.empty_page",
            STATIC_ROOT=folder,
            STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}},
            WHITENOISE_USE_FINDERS=False,
        ),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


def _signed_in(databases: Databases, name: str, team_id: int) -> tuple[Visitor, Measured]:
    with databases.using(name):
        measured = prepare(team_id)
    visitor = Visitor(databases, name, measured.user)
    visitor.sign_in()
    return visitor, measured


def _compare(full: Visitor, alone: Visitor, measured: Measured, outcome: Outcome) -> None:
    """Every page answers, and says the same whether or not there are other teams."""
    for page in (EMPTY, *PAGES):
        answers = [visitor.get(page.address(measured)) for visitor in (full, alone)]
        if any(answer.status != 200 for answer in answers):
            outcome.faults.append(f"{page.name}: status {[answer.status for answer in answers]}")
        elif answers[0].content != answers[1].content:
            outcome.faults.append(f"{page.name}: another content when the team is alone.")


def _timed(full: Visitor, alone: Visitor, measured: Measured, rounds: int) -> tuple[Timings, Timings]:
    """Each round asks for each page, with all teams and alone, one after the other: seconds, and seconds of work."""
    worked: dict[str, list[float]] = {}

    def calls() -> Iterator[tuple[str, Visitor, str]]:
        for page in (EMPTY, *PAGES):
            yield page.name, full, page.address(measured)
            yield page.name + ALONE, alone, page.address(measured)

    def call(name: str, visitor: Visitor, address: str) -> float:
        answer = visitor.get(address)
        worked.setdefault(name, []).append(answer.cpu)
        return answer.seconds

    took = interleave(
        {name: partial(call, name, visitor, address) for name, visitor, address in calls()}, rounds=rounds
    )
    return took, Timings({name: found[WARM_UP:] for name, found in worked.items()})


def _line(page: Page, visitor: Visitor, measured: Measured, took: Timings, worked: Timings) -> Line:
    address = page.address(measured)
    body = visitor.get(address).body
    sent = len(body) / 1000
    return Line(
        page=page,
        p50=took.median(page.name),
        p95=took.high(page.name),
        cpu=worked.median(page.name),
        queries=visitor.statements(address).count,
        sent=sent,
        first=sent + visitor.static_bytes(readable(body)) / 1000,
        growth=took.ratio(page.name, page.name + ALONE),
        ratio=took.ratio(page.name, EMPTY.name),
        ratio95=took.high(page.name) / took.high(EMPTY.name),
        ratio_cpu=worked.ratio(page.name, EMPTY.name),
    )


def _tell(lines: list[Line], rounds: int, outcome: Outcome) -> None:
    outcome.say(
        f"{rounds} rounds. Among all teams; growth is through the team alone, ratios through the empty page."
    )
    outcome.say(" " * 42 + " ".join(f"{head:>9}" for head in HEAD))
    for line in lines:
        outcome.say(line.text())
    judged = [line for line in lines if line.page.part]
    outcome.say("The highest among the statistics room, the report and the daily work:")
    outcome.goal("queries of a page", max(line.queries for line in judged), QUERIES)
    outcome.goal("first view, fonts included", max(line.first for line in judged), FIRST_VIEW, " kB")
    outcome.goal("a later view", max(line.sent for line in judged), LATER_VIEW, " kB")
    outcome.goal("growth with the country's volume", max(line.growth for line in judged), GROWTH)
    outcome.goal("p95 through the empty page's p95", max(line.ratio95 for line in judged), RATIO)
    outcome.say(
        f"{'for the record: work through the empty page':<66} {max(line.ratio_cpu for line in judged):6.2f}"
    )
    outcome.goal("for the record: queries of any page above", max(line.queries for line in lines), QUERIES)
