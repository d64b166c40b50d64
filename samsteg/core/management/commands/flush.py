"""`flush` as the owner of the tables: samsteg_app may not truncate."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from psycopg.errors import DeadlockDetected

from samsteg.core import roles

TRIES = 5


class Command(flush.Command):
    help = "Empties all tables as samsteg_owner. For tests and practice installations."

    def handle(self, **options: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                with roles.as_owner(options["database"]):
                    super().handle(**options)
                return
            except CommandError as fault:
                if not left or not _is_deadlock(fault):
                    raise


def _is_deadlock(fault: BaseException) -> bool:
    """Whether somebody at work, such as a page that saves a draft as it closes, held the tables the other way round."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, DeadlockDetected):
            return True
        cause = cause.__cause__
    return False
