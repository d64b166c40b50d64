"""Drafts of minutes are kept among the other drafts about a person: see participants 0018."""

from __future__ import annotations

from django.db import migrations

CARRIED = """
    INSERT INTO participants_sealeddraft (team_id, person_id, writer_id, kind, key, typed_cipher, saved_at)
    SELECT team_id, person_id, writer_id, 'minutes', series::text, typed_cipher, saved_at
    FROM follow_ups_minutesdraft
"""


class Migration(migrations.Migration):
    dependencies = [
        ("follow_ups", "0003_own_page"),
        ("participants", "0018_drafts_in_one_table"),
    ]

    operations = [migrations.RunSQL(CARRIED), migrations.DeleteModel(name="MinutesDraft")]
