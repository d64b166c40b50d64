"""`samsteg report TEAM --from D --to D --out FILE`: the report as Word, PDF or HTML; the suffix decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand, day, moment
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.reports.build import build_report
from samsteg.reports.document import Edition
from samsteg.reports.output import UnknownFormat, format_of, render
from samsteg.statistics.values import Period


class Command(ActingCommand):
    help = "Writes a team's report for a period."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("team", metavar="TEAM")
        parser.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=day, required=True, metavar="DATE")
        parser.add_argument("--template", default=None, metavar="NAME")
        parser.add_argument("--edition", choices=("work", "protected"), default="work")
        parser.add_argument("--as-of", type=moment, default=None, metavar="DATETIME")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.docx|FILE.pdf|FILE.html")

    def run(self, *, user: User, **options: Any) -> None:
        out: Path = options["out"]
        try:
            form = format_of(out.suffix)
        except UnknownFormat as fault:
            raise CommandError(str(fault), returncode=2) from fault
        team = self.team(options["team"])
        with acting(actor_in_team(user, team)) as actor:
            document = build_report(
                actor,
                team,
                Period(options["first"], options["last"]),
                template_name=options["template"],
                edition=Edition(options["edition"]),
                as_of=options["as_of"],
            )
        content = render(document, form)
        out.touch(mode=0o600)
        out.write_bytes(content)
        self.stdout.write(str(out))
