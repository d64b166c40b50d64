"""`samsteg messages [--check] [--add FILE ...]`: collects and compiles the translations.

The work is done by scripts/messages.py, which needs neither database nor settings; this gives it a name among the
commands.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Collects the texts of code and templates, and compiles the translations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help=_("Change nothing; fail when something is missing.")
        )
        parser.add_argument("--add", nargs="*", default=[], type=Path, metavar="FILE.tsv")

    def handle(self, *args: Any, **options: Any) -> None:
        script = settings.BASE_DIR / "scripts" / "messages.py"
        if importlib.util.find_spec("babel") is None or not script.exists():
            raise CommandError(_("Translations need the development set. In the repository, run: make dev"))
        flags = ["--check"] if options["check"] else []
        added = ["--add", *map(str, options["add"])] if options["add"] else []
        done = subprocess.run([sys.executable, str(script), *flags, *added], check=False)
        if done.returncode:
            raise CommandError(_("The translations are not complete."), returncode=done.returncode)
