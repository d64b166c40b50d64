"""Fences of referrals and visits, and the two narrow ways in from outside the team (docs/adr/0013).

A signed-in referrer adds and reads the own referrals, and has a draft. An open page, where the controller has decided
it, may only add: a referral, a wish to be called, and the one draft that the request names. It reads no referral.
"""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import also_adds, also_opens, also_read, fence

FENCED = (
    "participants_questionset",
    "participants_questionsethistoryevent",
    "participants_referral",
    "participants_referralhistoryevent",
    "participants_referralfile",
    "participants_referralread",
    "participants_referraldraft",
    "participants_callback",
    "participants_callbackhistoryevent",
    "participants_visitslot",
    "participants_visitslothistoryevent",
    "participants_visit",
    "participants_visithistoryevent",
)
TODAY = "(now() AT TIME ZONE 'Europe/Stockholm')::date"
ACTOR = "(SELECT NULLIF(current_setting('samsteg.actor_id', true), '')::bigint)"
PUBLIC_TEAM = "(SELECT NULLIF(current_setting('samsteg.public_team', true), '')::int)"
PUBLIC_DRAFT = "(SELECT NULLIF(current_setting('samsteg.public_draft', true), ''))"
REFERS_HERE = f"""team_id IN (SELECT m.team_id FROM access_membership m WHERE m.user_id = {ACTOR}
    AND m.role = 'referrer' AND m.valid_from <= {TODAY} AND (m.valid_to IS NULL OR m.valid_to > {TODAY}))"""
FORM_IS_OPEN = f"""team_id = {PUBLIC_TEAM} AND (SELECT r.value FROM access_controllerrule r
    WHERE r.team_id = {PUBLIC_TEAM} AND r.name = 'public_referral' AND r.valid_from <= {TODAY}
    ORDER BY r.valid_from DESC, r.id DESC LIMIT 1) = 'on'"""
OWN = f"user_id = {ACTOR} AND {REFERS_HERE}"
NEW = "status = 'received' AND person_id IS NULL AND handled_by_id IS NULL"
OWN_AND_OPEN = f"""{REFERS_HERE} AND referral_id IN (SELECT r.id FROM participants_referral r
    WHERE r.user_id = {ACTOR} AND r.status IN ('received', 'answered'))"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0010_referrals_and_visits"), ("access", "0022_public_referral_rule")]

    operations = [
        *(fence(table) for table in FENCED),
        also_read("access_controllerrule", "public_rule", f"name = 'public_referral' AND team_id = {PUBLIC_TEAM}"),
        also_read("participants_questionset", "public_read", FORM_IS_OPEN),
        also_read("participants_questionset", "referrer_read", REFERS_HERE),
        also_read("participants_referral", "own_read", OWN),
        also_adds("participants_referral", "own_added", f"channel = 'referrer' AND {NEW} AND {OWN}"),
        also_adds("participants_referral", "public_added", f"channel = 'public' AND {NEW} AND {FORM_IS_OPEN}"),
        also_adds("participants_referralhistoryevent", "own_added", f"channel = 'referrer' AND {NEW} AND {OWN}"),
        also_adds(
            "participants_referralhistoryevent", "public_added", f"channel = 'public' AND {NEW} AND {FORM_IS_OPEN}"
        ),
        also_opens("participants_referralfile", "own_files", OWN_AND_OPEN),
        also_opens("participants_referraldraft", "own_draft", f"writer_id = {ACTOR} AND {REFERS_HERE}"),
        also_opens(
            "participants_referraldraft",
            "public_draft",
            f"writer_id IS NULL AND handle = {PUBLIC_DRAFT} AND {FORM_IS_OPEN}",
        ),
        also_adds("participants_callback", "public_added", f"called_at IS NULL AND {FORM_IS_OPEN}"),
        also_adds("participants_callbackhistoryevent", "public_added", f"called_at IS NULL AND {FORM_IS_OPEN}"),
    ]
