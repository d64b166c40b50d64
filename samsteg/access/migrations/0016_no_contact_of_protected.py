"""A protected person has no contact data, whatever page or program would store them."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
    CREATE FUNCTION access_no_contact_of_protected() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM access_protection p
                   WHERE p.team_id = NEW.team_id AND p.person_id = NEW.person_id AND p.valid_to IS NULL) THEN
            RAISE EXCEPTION 'a protected person has no contact data' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER no_contact_of_protected BEFORE INSERT OR UPDATE OF contact_cipher ON people_identity
        FOR EACH ROW WHEN (NEW.contact_cipher IS NOT NULL) EXECUTE FUNCTION access_no_contact_of_protected();
"""
BACK = """
    DROP TRIGGER no_contact_of_protected ON people_identity;
    DROP FUNCTION access_no_contact_of_protected();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0015_protection_erasure"), ("people", "0004_fence_of_history")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
