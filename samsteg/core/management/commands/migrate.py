"""`migrate` as the owner of the tables, followed by the grants of the other users."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.utils.module_loading import import_string

from samsteg.core import roles
from samsteg.core.first_migration import rendering_less
from samsteg.core.team_keys import carry_the_team


class Command(migrate.Command):
    help = "Brings the database up to date as samsteg_owner, ties rows to their team, gives samsteg_app its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        using = options["database"]
        with roles.as_owner(using) as connection:
            with rendering_less(connection):
                super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            carry_the_team(connection)
            roles.post_migrate_grants(connection)
            if not options["app_label"]:
                self._run_hooks(using)

    def _run_hooks(self, using: str) -> None:
        """Call the functions named by settings.SAMSTEG_AFTER_MIGRATE as the owner: hook(using=alias)."""
        for path in getattr(settings, "SAMSTEG_AFTER_MIGRATE", ()):
            import_string(path)(using=using)
