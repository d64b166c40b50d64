"""Fences of team meetings and hand-overs."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

TABLES = (
    "teammeeting",
    "teammeetinghistoryevent",
    "meetingpresence",
    "meetingpresencehistoryevent",
    "meetingdecision",
    "handover",
)


class Migration(migrations.Migration):
    dependencies = [("participants", "0016_meetings")]

    operations = [fence(f"participants_{table}") for table in TABLES]
