"""`samsteg start`: practice data, its year reports, and the pages. Development only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from config import env
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.cli.practice_loader import load_practice
from samsteg.cli.practice_reports import write_reports
from samsteg.cli.practice_words import file_lines, login_lines
from samsteg.cli.serving import HOST, check_port, serve
from samsteg.core.errors import Refused


class Command(ActingCommand):
    help = "Loads the practice data, writes its year reports, prints the log-ins and serves the pages."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=env.text("PORT", "8000"), help=_("Port on this machine.")
        )
        parser.add_argument("--no-serve", action="store_true", help=_("Prepare everything, serve nothing."))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """The preparation in one transaction, then the serving outside it."""
        is_serving = not options["no_serve"]
        if is_serving:
            try:
                check_port(options["port"])
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
        done: str | None = super().execute(*args, **options)
        if is_serving:
            serve(options["port"])
        return done

    def run(self, *, user: User, **options: Any) -> None:
        loaded = load_practice(user, settings.DATA_DIR)
        files = write_reports(user, loaded.teams, settings.DATA_DIR)
        lines = [*loaded.news, "", *file_lines(files), "", *login_lines(loaded.logins, loaded.participants)]
        if not options["no_serve"]:
            address = f"http://{HOST}:{options['port']}"
            lines += ["", _("Samsteg runs on %(address)s (stop with Ctrl-C).") % {"address": address}]
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()
