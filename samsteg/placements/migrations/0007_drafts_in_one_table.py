"""Drafts of check-ins are kept among the other drafts about a person: see participants 0018."""

from __future__ import annotations

from django.db import migrations

CARRIED = """
    INSERT INTO participants_sealeddraft (team_id, person_id, writer_id, kind, key, typed_cipher, saved_at)
    SELECT team_id, person_id, writer_id, 'check_in', series::text, typed_cipher, saved_at
    FROM placements_checkindraft
"""


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0006_probing"),
        ("participants", "0018_drafts_in_one_table"),
    ]

    operations = [migrations.RunSQL(CARRIED), migrations.DeleteModel(name="CheckInDraft")]
