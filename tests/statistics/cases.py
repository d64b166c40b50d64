"""The two published cases as stored teams; their files lie in demo/workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team, import_file
from samsteg.organisation.models import Team
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.values import Period

WORKBOOKS = Path(__file__).parents[2] / "demo" / "workbooks"
KRAFTEN = "kraften-hedemora-2025"
SATER = "samverkansteamet-sater-2021-2022"


@dataclass(frozen=True)
class Case:
    team: Team
    actor: Actor
    period: Period
    expected: dict[str, Any]

    def figures(self, **asked: Any) -> Figures:
        with acting(self.actor):
            return figures(self.actor, self.team, self.period, **asked)


def load_case(name: str) -> Case:
    """Imports the workbook as the operator, as the command line does."""
    expected = yaml.safe_load((WORKBOOKS / f"{name}.expected.yaml").read_text(encoding="utf-8"))
    user, _created = User.objects.get_or_create(username="operator")
    outcome = import_file(
        user=user,
        path=WORKBOOKS / f"{name}.xlsx",
        slug=None,
        dry_run=False,
        leave_out_wrong=False,
        place="test",
    )
    assert not outcome.refusal, outcome.refusal
    period = Period(expected["period"]["from"], expected["period"]["to"])
    return Case(outcome.team, actor_in_team(user, outcome.team), period, expected)
