"""`samsteg ready`: whether this installation can be used, and for each thing that lacks what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from config.sound import faults_of_keys, faults_of_login
from samsteg.access.enums import Office
from samsteg.access.models import Appointment
from samsteg.audit.partitions import table_of

SILENT = ("security.W021",)  # the browsers' own list of https sites is the installation's choice


class Command(BaseCommand):
    help = (
        "Says whether the installation is ready, and what to do about each thing that isn't. Changes nothing."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("Settings: %(name)s") % {"name": settings.SETTINGS_MODULE})
        lacking = faults_of_login() or [*faults_of_keys(), *self._checks(), *self._database()]
        if lacking:
            raise CommandError("\n".join(lacking))
        self.stdout.write(_("Ready."))

    def _checks(self) -> Iterator[str]:
        for fault in run_checks(tags=[Tags.security], include_deployment_checks=self._is_production()):
            said = f"{fault.id}: {fault.msg}" + (f" {fault.hint}" if fault.hint else "")
            if fault.level >= ERROR:
                yield said
            elif fault.id not in SILENT:
                self.stdout.write(said)
        if self._is_production() and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            yield _("No stylesheets are collected. Run `samsteg collectstatic --no-input`.")

    def _database(self) -> Iterator[str]:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield _("The database isn't up to date. Run `samsteg migrate`.")
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table_of(timezone.localdate(), 1)])
            if not cursor.fetchone()[0]:
                yield _(
                    "The read log has no table for next month. Run `samsteg daily` now, and each night by a timer."
                )
        if self._is_production() and not Appointment.objects.filter(office=Office.SYSTEM_ADMIN).exists():
            yield _(
                "There is no system administrator. Run `samsteg invite NAME`, then `samsteg appoint-admin NAME`."
            )

    @staticmethod
    def _is_production() -> bool:
        return not settings.SAMSTEG_PRACTICE_ONLY
