"""`samsteg figures TEAM --from D --to D`: every figure with its base and unit."""

from __future__ import annotations

import csv
import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand, day, moment
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.statistics.figures import figures
from samsteg.statistics.indicators import label
from samsteg.statistics.values import Period


class Command(ActingCommand):
    help = "Prints every figure of a team's period, as JSON unless told otherwise."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("team", metavar="TEAM")
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=day, required=True, metavar="DATE")
        parser.add_argument(
            "--as-of", type=moment, default=None, metavar="DATETIME", help=_("As known then.")
        )
        parser.add_argument("--budget-from", type=day, default=None, metavar="DATE")
        parser.add_argument("--budget-to", type=day, default=None, metavar="DATE")
        parser.add_argument("--format", choices=("json", "table", "csv"), default="json")

    def run(self, *, user: User, **options: Any) -> None:
        team = self.team(options["team"])
        budget = (options["budget_from"], options["budget_to"])
        if (budget[0] is None) != (budget[1] is None):
            raise CommandError(_("Give both --budget-from and --budget-to, or neither."), returncode=2)
        with acting(actor_in_team(user, team)) as actor:
            found = figures(
                actor,
                team,
                Period(options["first"], options["last"]),
                as_of=options["as_of"],
                budget_period=Period(*budget) if budget[0] else None,
            )
        self._write(options["format"], {code: value.as_json() for code, value in found.items()})

    def _write(self, form: str, values: dict[str, dict[str, object]]) -> None:
        if form == "json":
            self.stdout.write(json.dumps(values, ensure_ascii=False, indent=1))
        elif form == "csv":
            writer = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
            writer.writerow(("code", "value", "n", "unit", "label"))
            for code, value in values.items():
                writer.writerow((code, value["value"], value["n"], value["unit"], label(code)))
        else:
            width = max(len(code) for code in values)
            for code, value in values.items():
                self.stdout.write(
                    f"{code:<{width}}  {value['value']!s:>12}  n={value['n']!s:<5} {value['unit']}"
                )
