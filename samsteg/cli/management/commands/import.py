"""`samsteg import FILE`: a team's workbook in, all rows or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.cli.import_report import print_plan
from samsteg.cli.progress import Progress
from samsteg.exchange.importing import import_file


class Command(ActingCommand):
    help = "Reads a team's workbook in. Without --leave-out-wrong one wrong row stops it all."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--team", metavar="SLUG", default=None)
        parser.add_argument("--dry-run", action="store_true", help=_("Only say what would happen."))
        parser.add_argument(
            "--leave-out-wrong", action="store_true", help=_("Read in the rows that are right.")
        )

    def run(self, *, user: User, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file “%(file)s”.") % {"file": path}, returncode=2)
        with Progress(sys.stderr) as progress:
            outcome = import_file(
                user=user,
                path=path,
                slug=options["team"],
                dry_run=options["dry_run"],
                leave_out_wrong=options["leave_out_wrong"],
                place="samsteg import",
                on_rows=progress.rows,
            )
        print_plan(self.stdout, self.stderr, outcome)
        if outcome.refusal:
            raise CommandError(outcome.refusal)
