"""What all commands that read or write persons share: who acts, under which context, and how a refusal ends.

Exit code 0 done, 1 refused (reasons on stderr), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import datetime as dt
from abc import abstractmethod
from typing import Any, final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UndefinedTable

from samsteg.accounts.models import User
from samsteg.core.errors import LogUnavailable, SamstegError
from samsteg.organisation.models import Team
from samsteg.statistics.moments import parse_as_of


def day(text: str) -> dt.date:
    """A date argument; argparse turns the error into usage (exit code 2)."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“%(text)s” is not a date. Write it as 2025-12-31.") % {"text": text}
        ) from error


def moment(text: str) -> dt.datetime:
    """An --as-of argument: ISO 8601; without zone Swedish time, a bare date is the end of that day."""
    try:
        return parse_as_of(text)
    except ValueError as error:
        message = _("“%(text)s” is not a moment. Write it as 2025-12-31 or 2025-12-31T14:30.")
        raise argparse.ArgumentTypeError(message % {"text": text}) from error


def active_user(username: str) -> User:
    """Raises CommandError where there is no such user, or one that may not sign in."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no user “%(name)s”.") % {"name": username})
    return user


class ActingCommand(BaseCommand):
    """Runs `run` as the user of --as, in one transaction, under that user's policies and log."""

    requires_system_checks: list[str] = []
    is_nobodys = False  # work of the night: by nobody, unless --as says who

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="username", metavar="USER", help=_("User name to act as."))
        self.add_own_arguments(parser)

    def add_own_arguments(self, parser: CommandParser) -> None:
        """Arguments of the command itself."""

    @abstractmethod
    def run(self, *, user: Any, **options: Any) -> None:
        """The command's work, as a User; None where it is nobody's. Refusals are raised as SamstegError."""

    @final
    def handle(self, *args: Any, **options: Any) -> None:
        username = options.pop("username") or settings.SAMSTEG_OPERATOR
        if not username and not self.is_nobodys:
            raise CommandError(_("Say who acts: --as USER."), returncode=2)
        try:
            with transaction.atomic():
                self.run(user=active_user(username) if username else None, **options)
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal
        except LogUnavailable as fault:
            raise CommandError(
                _("The read log can't be written, so nothing about participants is shown.")
            ) from fault
        except ProgrammingError as fault:
            if not isinstance(fault.__cause__, UndefinedTable):
                raise
            raise CommandError(_("The database isn't prepared. Run `samsteg migrate` first.")) from fault

    def team(self, slug: str) -> Team:
        team = Team.objects.filter(slug=slug).first()
        if team is None:
            raise CommandError(_("There is no team “%(slug)s”.") % {"slug": slug})
        return team
