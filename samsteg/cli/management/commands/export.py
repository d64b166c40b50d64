"""`samsteg export TEAM --out FILE.xlsx`: the team's workbook out, mode 0600."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.operator import is_operator
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.core.context import acting
from samsteg.core.errors import Refused
from samsteg.exchange.exporting import export_workbook
from samsteg.exchange.importing import actor_in_team


class Command(ActingCommand):
    help = "Writes the team's workbook. It comes back in unchanged."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("team", metavar="TEAM")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
        parser.add_argument(
            "--with-personnummer", action="store_true", help=_("Practice alone; needs --reason.")
        )
        parser.add_argument("--reason", default="", metavar="TEXT")

    def run(self, *, user: User, **options: Any) -> None:
        if options["with_personnummer"] and not is_operator(user):
            raise Refused(
                _(
                    "Identity numbers leave by the page alone, where whoever asks shows who it is: the team, "
                    "“The workbook with identity numbers”."
                )
            )
        team = self.team(options["team"])
        with acting(actor_in_team(user, team)) as actor:
            done = export_workbook(
                actor=actor,
                team=team,
                out=options["out"].resolve(),
                place="samsteg export",
                with_personnummer=options["with_personnummer"],
                reason=options["reason"],
            )
        self.stdout.write(
            _("%(file)s: %(count)d rows in Ärenden.") % {"file": options["out"], "count": done.written}
        )
        if done.left_out:
            text = ngettext(
                "%(count)d row is left out, because you may not see it.",
                "%(count)d rows are left out, because you may not see them.",
                done.left_out,
            )
            self.stdout.write(text % {"count": done.left_out})
