"""The reads of referrals move to the read log, which is sealed.

They come into the log now, and the chain says when a row came: what the row is about, the moment of the old read, stands
in its reason. A kind of its own keeps them out of what is looked for among today's reads.
"""

from __future__ import annotations

from django.db import migrations

MOVE = """
    INSERT INTO audit_read_entry (request_id, actor_id, team_id, referral_id, kind, place, reason)
    SELECT gen_random_uuid(), actor_id, team_id, referral_id, 'earlier', place,
        to_char(at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI')
    FROM participants_referralread ORDER BY at, id
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0016_reads_of_referrals"), ("participants", "0012_referral_consents")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="ReferralRead"),
    ]
