"""The own page tells who opened the referral before there was a participant: docs/adr/0016."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_read

OF_PERSON = f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"
OWN_REFERRAL = f"""team_id = {OWN_TEAM} AND referral_id IN (SELECT r.id FROM participants_referral r
    WHERE r.person_id = {OWN_PERSON} AND r.team_id = {OWN_TEAM})"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0018_drafts_in_one_table"),
        ("audit", "0016_reads_of_referrals"),
    ]

    operations = [
        also_read("participants_referral", "own_page", OF_PERSON),
        also_read("audit_read_entry", "own_page_referral", OWN_REFERRAL),
    ]
