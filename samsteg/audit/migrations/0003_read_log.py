"""The read log: partitioned by month, insert-only for the app (grants follow each migrate), fenced by team."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

CREATE = """
    CREATE TABLE audit_read_entry (
        id bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL DEFAULT now(),
        request_id uuid NOT NULL,
        actor_id bigint NOT NULL,
        team_id bigint NOT NULL,
        person_id bigint NOT NULL,
        kind varchar(20) NOT NULL,
        place varchar(80) NOT NULL,
        reason varchar(200) NOT NULL DEFAULT '',
        PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at);
    CREATE TABLE audit_read_entry_rest PARTITION OF audit_read_entry DEFAULT;
    CREATE INDEX audit_read_team_person ON audit_read_entry (team_id, person_id, at);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_fences")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE audit_read_entry"),
        fence("audit_read_entry"),
        fence("audit_read_entry_rest"),
    ]
