"""What earlier reports printed: written down as printed, corrected without being overwritten."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.statistics.consistency import check
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.published import published_figures
from samsteg.statistics.publishing import (
    Printed,
    bring_back_published,
    published_row,
    published_rows,
    save_published,
    take_away_published,
)
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day

pytestmark = pytest.mark.django_db
HALF = Period(day("2024-01-01"), day("2024-06-30"))


def save(team: Team, figure: str = "Genomströmningstid", value: str = "4,75", **more: object) -> str:
    printed = Printed(figure, more.pop("period", YEAR), Decimal(value.replace(",", ".")), **more)  # type: ignore[arg-type]
    with acting(lead(team)) as actor:
        return save_published(actor=actor, team=team, printed=printed)


def standing(team: Team) -> list[tuple[object, ...]]:
    with acting(lead(team)) as actor:
        return [
            (row.figure, row.ordinal, str(row.value), row.decimals, row.unit, row.is_code)
            for row in published_rows(actor, team)
        ]


def only_row(team: Team) -> PublishedFigure:
    with acting(lead(team)) as actor:
        (row,) = published_rows(actor, team)
    return row


def test_a_label_becomes_its_code_with_decimals_and_unit_as_printed() -> None:
    team = make_team()
    assert save(team, value="4,50") == "throughput.results.months"
    assert standing(team) == [("throughput.results.months", 1, "4.5000", 2, "months", True)]


def test_a_share_printed_in_percent_agrees_with_the_computed_fraction() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2024-02-01"), exited_on=day("2024-05-01"), exit_reason="work")
    make_stay(team, enrolled_on=day("2024-02-01"), exited_on=day("2024-05-01"), exit_reason="other")
    save(team, figure="Andel till resultat", value="50")
    with acting(lead(team)) as actor:
        assert [one.unit for one in published_figures(actor, team)] == ["%"]
        assert rules(team) == set()
    save(team, figure="Andel till resultat", value="60")
    assert rules(team) == {"printed-and-computed", "printed-twice"}


def rules(team: Team) -> set[str]:
    """What the checks say about printed figures."""
    with acting(lead(team)) as actor:
        found = check(ask(team), published_figures(actor, team))
    return {one.rule for one in found if one.rule.startswith("printed")}


def test_other_words_are_kept_as_words() -> None:
    team = make_team()
    assert save(team, figure="  Nöjda   deltagare ", value="9", unit="count") == "Nöjda deltagare"
    assert standing(team) == [("Nöjda deltagare", 1, "9.0000", 0, "count", False)]


def test_a_report_that_contradicts_itself_keeps_both() -> None:
    team = make_team()
    save(team, value="4,75")
    save(team, value="4,8")
    assert [row[1:4] for row in standing(team)] == [(1, "4.7500", 2), (2, "4.8000", 1)]


def test_a_correction_supersedes_and_history_keeps_what_stood() -> None:
    team = make_team()
    save(team, source="Rapport 2024 s. 4")
    row = only_row(team)
    with acting(lead(team)) as actor:
        printed = Printed(row.figure, YEAR, Decimal("5.1"), "months", "Rapport 2024 s. 5")
        save_published(actor=actor, team=team, printed=printed, instead_of=row.pk)
        every = list(PublishedFigure.objects.filter(team=team).order_by("recorded_at", "pk"))
    assert [(one.superseded_at is None, str(one.value)) for one in every] == [
        (False, "4.7500"),
        (True, "5.1000"),
    ]
    assert every[0].superseded_at == every[1].recorded_at


def test_another_period_moves_the_row() -> None:
    team = make_team()
    save(team)
    with acting(lead(team)) as actor:
        printed = Printed("throughput.results.months", HALF, Decimal("4.75"), "months")
        save_published(actor=actor, team=team, printed=printed, instead_of=only_row(team).pk)
    assert Period(only_row(team).period_from, only_row(team).period_to) == HALF


def test_what_is_taken_away_can_be_brought_back() -> None:
    team = make_team()
    save(team, value="4,50", source="Rapport 2024")
    row = only_row(team)
    with acting(lead(team)) as actor:
        printed = take_away_published(actor=actor, team=team, row_id=row.pk)
    assert (printed.value, printed.source) == (Decimal("4.50"), "Rapport 2024")
    assert standing(team) == []
    for _twice in range(2):
        with acting(lead(team)) as actor:
            bring_back_published(actor=actor, team=team, row_id=row.pk)
        assert standing(team) == [("throughput.results.months", 1, "4.5000", 2, "months", True)]


def test_what_is_brought_back_leaves_what_was_written_meanwhile() -> None:
    team = make_team()
    save(team, value="4,5")
    row = only_row(team)
    with acting(lead(team)) as actor:
        take_away_published(actor=actor, team=team, row_id=row.pk)
    save(team, value="5,5")
    with acting(lead(team)) as actor:
        bring_back_published(actor=actor, team=team, row_id=row.pk)
    assert [one[1:3] for one in standing(team)] == [(1, "5.5000"), (2, "4.5000")]


def test_a_stale_row_is_not_found() -> None:
    team = make_team()
    save(team)
    row = only_row(team)
    with acting(lead(team)) as actor:
        take_away_published(actor=actor, team=team, row_id=row.pk)
        with pytest.raises(NotVisible):
            take_away_published(actor=actor, team=team, row_id=row.pk)
        with pytest.raises(NotVisible):
            published_row(actor, team, row.pk)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"figure": " "}, "which figure"),
        ({"figure": "x" * 201}, "200 characters"),
        ({"value": "1,23456"}, "four decimals"),
        ({"value": "1000000000000"}, "four decimals"),
        ({"unit": "procent"}, "Choose the unit"),
        ({"source": "x" * 301}, "300 characters"),
    ],
)
def test_what_can_not_be(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        save(make_team(), **changes)  # type: ignore[arg-type]


def test_only_the_team_lead_writes() -> None:
    team = make_team()
    save(team)
    row = only_row(team)
    with acting(coach(team)) as actor:
        assert len(published_rows(actor, team)) == 1
        with pytest.raises(PermissionRefused):
            take_away_published(actor=actor, team=team, row_id=row.pk)
        with pytest.raises(PermissionRefused):
            save_published(actor=actor, team=team, printed=Printed("flow.new", YEAR, Decimal(1)))


def test_another_teams_row_does_not_exist() -> None:
    team, other = make_team(), make_team()
    save(team)
    row = only_row(team)
    with acting(lead(team, other)) as actor, pytest.raises(NotVisible):
        take_away_published(actor=actor, team=other, row_id=row.pk)
