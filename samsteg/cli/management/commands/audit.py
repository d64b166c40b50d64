"""`samsteg audit seal|verify`: the chain over the read log. The exit code is the contract: 1 when it doesn't add up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from samsteg.audit.heads import head_line
from samsteg.audit.sealing import seal
from samsteg.audit.verifying import verify
from samsteg.cli.log_words import count_words, finding_words, tell_officers
from samsteg.core.errors import SamstegError
from samsteg.core.roles import as_owner


class Command(BaseCommand):
    help = "Seals the read log, or verifies that it is what was sealed. Needs the owner's address."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("seal", "verify"))
        parser.add_argument(
            "--after-restore",
            default="",
            metavar="REASON",
            help=_("With seal: a backup has been restored, and newer segments are lost."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner():
                if options["act"] == "seal":
                    self._seal(options["after_restore"])
                else:
                    self._verify()
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _seal(self, restored_because: str) -> None:
        done = seal(restored_because=restored_because)
        self.stdout.write(_("Read log: %(count)d rows sealed.") % {"count": done.row_count})
        if done.newest:
            self.stdout.write(head_line(done.newest))

    def _verify(self) -> None:
        found = verify()
        for line in (*found.restored, count_words(found)):
            self.stdout.write(line)
        if found.findings:
            tell_officers(found.findings)
            raise CommandError("\n".join(finding_words(one) for one in found.findings))
