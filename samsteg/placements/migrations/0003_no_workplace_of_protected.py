"""A protected person's workplace is not stored, whatever page or program would do it; a sign stands in its place."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
    CREATE FUNCTION placements_no_workplace_of_protected() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM participants_stay s
                   JOIN access_protection p ON p.team_id = s.team_id AND p.person_id = s.person_id
                   WHERE s.team_id = NEW.team_id AND s.id = NEW.stay_id AND p.valid_to IS NULL) THEN
            RAISE EXCEPTION 'a protected person has no workplace here' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER no_workplace_of_protected BEFORE INSERT OR UPDATE OF employer ON placements_placement
        FOR EACH ROW WHEN (NEW.employer NOT LIKE U&'\\2013%')
        EXECUTE FUNCTION placements_no_workplace_of_protected();
"""
BACK = """
    DROP TRIGGER no_workplace_of_protected ON placements_placement;
    DROP FUNCTION placements_no_workplace_of_protected();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0002_fences"),
        ("access", "0015_protection_erasure"),
        ("participants", "0002_fences"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
