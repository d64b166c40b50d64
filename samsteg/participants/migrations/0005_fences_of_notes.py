"""Fences of the notes and their drafts."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_notes")]

    operations = [fence("participants_note"), fence("participants_notedraft")]
