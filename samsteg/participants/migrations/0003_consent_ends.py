"""Lets the moved consents end with the stays (participants.consent_ends)."""

from __future__ import annotations

from django.db import migrations

UPDATE = """
    UPDATE access_consent c SET valid_to = w.valid_to
    FROM (
        SELECT c.id, least(c.agreed_to, (
            SELECT min(s.exited_on) FROM participants_stay s
            WHERE s.team_id = c.team_id AND s.person_id = c.person_id AND s.exited_on >= c.valid_from
        ) + 1) AS valid_to
        FROM access_consent c WHERE c.ends_at_exit
    ) w
    WHERE c.id = w.id AND c.valid_to <> w.valid_to
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_fences"), ("access", "0014_no_team_consents")]

    operations = [migrations.RunSQL(UPDATE, migrations.RunSQL.noop)]
