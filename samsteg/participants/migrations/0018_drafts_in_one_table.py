"""What is typed and not saved is kept in one table. What was kept is carried over as it is sealed.

Each cipher is bound to `<kind>_draft:<writer>:<key>`, which is what the earlier tables bound it to.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from samsteg.core.rls import fence

KINDS = ("note", "plan", "way", "minutes", "check_in", "around", "effort", "contact", "correction")
COLUMNS = "team_id, person_id, writer_id, kind, key, typed_cipher, saved_at"


def carry(table: str, kind: str, key: str) -> str:
    """SQL that copies the drafts of an earlier table; `key` tells its forms apart, in SQL."""
    return f"""
        INSERT INTO participants_sealeddraft ({COLUMNS})
        SELECT team_id, person_id, writer_id, '{kind}', {key}, typed_cipher, saved_at FROM {table}
    """


CARRIED = (
    carry("participants_notedraft", "note", "coalesce(series::text, 'new')"),
    carry("participants_plandraft", "plan", "place"),
    carry("participants_waydraft", "way", "form"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0003_report_period"),
        ("participants", "0017_fences_of_meetings"),
        ("people", "0006_who_changed_identity"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("writer_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("typed_cipher", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "person", "writer_id", "kind", "key"), name="participants_draft_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", list(KINDS))), name="participants_draft_kind"
                    ),
                ],
            },
        ),
        fence("participants_sealeddraft"),
        *(migrations.RunSQL(sql) for sql in CARRIED),
        migrations.DeleteModel(name="NoteDraft"),
        migrations.DeleteModel(name="PlanDraft"),
        migrations.DeleteModel(name="WayDraft"),
    ]
