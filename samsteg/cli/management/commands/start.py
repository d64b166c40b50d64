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
from samsteg.cli.serving import HOST, check_port, prepare_elsewhere, serve
from samsteg.core.errors import Refused


class Command(ActingCommand):
    help = "Loads the practice data, writes its year reports, prints the log-ins and serves the pages."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=env.text("PORT", "8000"), help=_("Port on this machine.")
        )
        parser.add_argument("--no-serve", action="store_true", help=_("Prepare everything, serve nothing."))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """The preparation in a process of its own, then the serving in this one.

        Who serves is forked from here, and the program that makes a PDF has threads, which a fork leaves behind: had it
        been used here, no page could make a PDF.
        """
        if options["no_serve"]:
            done: str | None = super().execute(*args, **options)
            return done
        port = options["port"]
        try:
            check_port(port)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        acting_as = ["--as", options["username"]] if options["username"] else []
        prepare_elsewhere("start", "--no-serve", *acting_as)
        self.stdout.write(
            "\n" + _("Samsteg runs on %(address)s (stop with Ctrl-C).") % {"address": f"http://{HOST}:{port}"}
        )
        self.stdout.flush()
        serve(port)
        return None

    def run(self, *, user: User, **options: Any) -> None:
        loaded = load_practice(user, settings.DATA_DIR)
        files = write_reports(user, loaded.teams, settings.DATA_DIR)
        for line in (
            *loaded.news,
            "",
            *file_lines(files),
            "",
            *login_lines(loaded.logins, loaded.participants),
        ):
            self.stdout.write(line)
