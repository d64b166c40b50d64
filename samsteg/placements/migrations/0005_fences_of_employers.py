"""Row-level security on the team-owned tables (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

TABLES = (
    "hoursstep",
    "checkin",
    "placementtext",
    "checkindraft",
    "employer",
    "employername",
    "employercontact",
    "employernote",
    "employerdocument",
)
HISTORIES = ("employer", "employername", "employercontact", "employernote", "employerdocument")


class Migration(migrations.Migration):
    dependencies = [("placements", "0004_employers_and_ladders")]

    operations = [
        *(fence(f"placements_{table}") for table in TABLES),
        *(fence(f"placements_{table}historyevent") for table in HISTORIES),
    ]
