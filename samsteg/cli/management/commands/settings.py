"""`samsteg settings TEAM`: the team's own definitions and formats; with --set a change from a day on."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import User
from samsteg.audit.enums import SourceKind
from samsteg.cli.base import ActingCommand, day
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.selectors import settings_at
from samsteg.statistics.services import change_settings


class Command(ActingCommand):
    help = "Shows a team's settings on a day, or changes them from a day on: --set age_bands='[[18, 29], [30, 64]]'."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("team", metavar="TEAM")
        parser.add_argument(
            "--valid-from", type=day, default=None, metavar="DATE", help=_("Today unless told.")
        )
        parser.add_argument("--set", dest="changes", action="append", default=[], metavar="NAME=JSON")

    def run(self, *, user: User, **options: Any) -> None:
        team = self.team(options["team"])
        valid_from: dt.date = options["valid_from"] or timezone.localdate()
        changes = dict(self._change(text) for text in options["changes"])
        with acting(actor_in_team(user, team)) as actor:
            if changes:
                found = change_settings(
                    actor=actor, team=team, valid_from=valid_from, changes=changes, kind=SourceKind.COMMAND
                )
            else:
                found = settings_at(team, valid_from)
        self.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=1))

    def _change(self, text: str) -> tuple[str, object]:
        name, sign, value = text.partition("=")
        try:
            return name, json.loads(value)
        except ValueError as error:
            message = _(
                '“%(text)s” is not NAME=JSON. Write for example result_definition=\'["work", "studies"]\'.'
            )
            raise CommandError(message % {"text": text}, returncode=2) from error
