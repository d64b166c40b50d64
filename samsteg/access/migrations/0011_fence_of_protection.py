"""Fences of protected identity. The controller's officer names staff, and so reads who is protected, by number."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence, open_to_governors

OFFICERS = ("access_protection", "access_namedstaff")
TEAMS_OWN = ("access_unregisteredcount",)


class Migration(migrations.Migration):
    dependencies = [("access", "0010_protection")]

    operations = [
        *(fence(table + part) for table in (*OFFICERS, *TEAMS_OWN) for part in ("", "historyevent")),
        *(open_to_governors(table + part) for table in OFFICERS for part in ("", "historyevent")),
    ]
