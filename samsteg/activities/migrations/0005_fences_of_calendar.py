"""Row-level security on the calendar's tables (docs/adr/0005). A link to one's own calendar is no team's."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

TABLES = ("teamevent", "teameventchange", "presence", "deadline", "deadlinedone")
HISTORIES = ("teamevent", "teameventchange", "deadline", "deadlinedone")


class Migration(migrations.Migration):
    dependencies = [("activities", "0004_calendar")]

    operations = [
        *(fence(f"activities_{table}") for table in TABLES),
        *(fence(f"activities_{table}historyevent") for table in HISTORIES),
    ]
