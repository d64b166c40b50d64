"""Fences of what participants send, and what a participant on the own page, an e-ID's log-in and the holder of a
personal link may read and add (docs/adr/0016). Nobody of them opens a team.
"""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_adds, also_opens, also_read, fence

TODAY = "(now() AT TIME ZONE 'Europe/Stockholm')::date"
NUMBERS = "(SELECT NULLIF(current_setting('samsteg.own_numbers', true), '')::text[])::text[]"
LINK = "(SELECT NULLIF(current_setting('samsteg.own_link', true), ''))"
OF_PERSON = f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"
HELD_LINK = f"(encode(token_digest, 'hex') = {LINK} OR encode(handle_digest, 'hex') = {LINK})"
OF_LINK = f"person_id IN (SELECT l.person_id FROM participants_personallink l WHERE {HELD_LINK})"



def decided(table: str, name: str) -> str:
    """The newest decision of the row's team says on."""
    return f"""(SELECT r.value FROM access_controllerrule r
        WHERE r.team_id = {table}.team_id AND r.name = '{name}' AND r.valid_from <= {TODAY}
        ORDER BY r.valid_from DESC, r.id DESC LIMIT 1) = 'on'"""


IDENTITY = "people_identity"
# Whole tables of which the participant reads the own rows.
READ = (
    "access_protection",
    "access_consent",
    "access_disclosure",
    "access_withheldopening",
    "audit_read_entry",
    "participants_planstep",
    "participants_plantext",
    "participants_scalereading",
    "participants_visit",
    "participants_ownmessage",
)


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0014_own_access"),
        ("access", "0024_own_access"),
        ("audit", "0016_reads_of_referrals"),
        ("people", "0006_who_changed_identity"),
    ]

    operations = [
        fence("participants_personallink"),
        fence("participants_ownmessage"),
        # The decisions themselves, and the team's others for who reads the own page.
        also_read(
            "access_controllerrule",
            "own_page",
            f"name IN ('own_page', 'own_page_protected', 'personal_link') OR team_id = {OWN_TEAM}",
        ),
        also_read("organisation_controllerdecision", "own_page", f"team_id = {OWN_TEAM}"),
        also_read("access_consenttext", "own_page", f"team_id = {OWN_TEAM}"),
        also_read("participants_visitslot", "own_page", f"team_id = {OWN_TEAM}"),
        also_read(
            "access_consentrecipient",
            "own_page",
            f"consent_id IN (SELECT c.id FROM access_consent c WHERE c.person_id = {OWN_PERSON})",
        ),
        *(also_read(table, "own_page", OF_PERSON) for table in READ),
        # The data key: without the decision no text opens, whatever a page forgot to ask.
        also_read(IDENTITY, "own_page", f"{OF_PERSON} AND {decided(IDENTITY, 'own_page')}"),
        also_read(
            IDENTITY,
            "own_number",
            f"encode(personnummer_index, 'hex') = ANY ({NUMBERS}) AND {decided(IDENTITY, 'own_page')}",
        ),
        also_read(IDENTITY, "own_link", f"{OF_LINK} AND {decided(IDENTITY, 'personal_link')}"),
        also_read("access_protection", "own_link", OF_LINK),
        also_opens("participants_personallink", "own_link", HELD_LINK),
        also_adds("audit_read_entry", "own_page_adds", f"{OF_PERSON} AND actor_id = -1"),
        also_adds(
            "participants_ownmessage",
            "own_page_adds",
            f"{OF_PERSON} AND channel = 'own_page' AND link_id IS NULL AND handled_at IS NULL"
            f" AND {decided('participants_ownmessage', 'own_page')}",
        ),
        also_adds(
            "participants_ownmessage",
            "own_link_adds",
            f"{OF_LINK} AND channel = 'link' AND handled_at IS NULL"
            f" AND link_id IN (SELECT l.id FROM participants_personallink l WHERE l.used_at IS NOT NULL)"
            f" AND {decided('participants_ownmessage', 'personal_link')}",
        ),
    ]
