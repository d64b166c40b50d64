"""`flush` as the owner of the tables: samsteg_app may not truncate."""

from typing import Any

from django.core.management.commands import flush

from samsteg.core import roles


class Command(flush.Command):
    help = "Empties all tables as samsteg_owner. For tests and practice installations."

    def handle(self, **options: Any) -> None:
        with roles.as_owner(options["database"]):
            super().handle(**options)
