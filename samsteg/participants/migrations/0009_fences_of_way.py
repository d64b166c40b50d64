"""Fences of what is decided on the way through the team."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

TABLES = (
    "queuepause",
    "queuepriority",
    "trial",
    "plannedend",
    "situation",
    "ownwords",
    "intakestop",
    "waydraft",
    "waysettings",
)


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_way")]

    operations = [fence(f"participants_{table}") for table in TABLES]
