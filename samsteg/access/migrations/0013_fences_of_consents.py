"""Fences of the consents, and the move of those that name the team (docs/adr/0011).

A consent without an end gets the longest that the controller allowed when it was signed. A row of TeamConsent changed
once at most, when it was withdrawn, so the two moments of its history say all that the history said.
"""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence, open_to_governors

TABLES = (
    "access_consent",
    "access_consenthistoryevent",
    "access_consentrecipient",
    "access_consentrecipienthistoryevent",
    "access_consentrefusal",
    "access_consentrefusalhistoryevent",
    "access_consenttext",
    "access_consenttexthistoryevent",
    "access_consentpaper",
    "access_disclosure",
    "access_sourcelink",
    "access_sourcelinkhistoryevent",
)
MOVE = """
    INSERT INTO access_consent (
        team_id, person_id, kind, to_team, categories, purpose, edition, form, form_note, signer, signed_on,
        is_about_two, valid_from, agreed_to, valid_to, ends_at_exit, recorded_at, ended_as, ended_at
    )
    SELECT old.team_id, old.person_id, 'secrecy', true,
        ARRAY['contact', 'planning', 'attendance', 'work', 'studies', 'income', 'health', 'social', 'outcome'],
        '', '', 'noted', '', 'self', old.signed_on, false, old.signed_on, old.last, old.last, true,
        coalesce(old.learnt_at, now()),
        CASE WHEN old.withdrawn_on IS NULL THEN '' ELSE 'workbook' END,
        CASE WHEN old.withdrawn_on IS NOT NULL THEN
            coalesce(old.changed_at, old.withdrawn_on::timestamp AT TIME ZONE 'Europe/Stockholm') END
    FROM (
        SELECT t.*,
            (t.signed_on + make_interval(months => coalesce((
                SELECT r.value::int FROM access_controllerrule r
                WHERE r.team_id = t.team_id AND r.name = 'consent_months' AND r.valid_from <= t.signed_on
                ORDER BY r.valid_from DESC, r.id DESC LIMIT 1
            ), 12)))::date AS last,
            (SELECT min(e.pgh_created_at) FROM access_teamconsenthistoryevent e WHERE e.pgh_obj_id = t.id) AS learnt_at,
            (SELECT max(e.pgh_created_at) FROM access_teamconsenthistoryevent e
                WHERE e.pgh_obj_id = t.id AND e.withdrawn_on IS NOT NULL) AS changed_at
        FROM access_teamconsent t
    ) old ORDER BY old.id
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0012_consents"), ("organisation", "0003_report_period")]

    operations = [
        *(fence(table) for table in TABLES),
        open_to_governors("access_consenttext"),
        open_to_governors("access_consenttexthistoryevent"),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
    ]
