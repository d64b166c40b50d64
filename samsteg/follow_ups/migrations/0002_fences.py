"""Fences, working days as the database counts them, and no place of meeting for a protected person."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

TABLES = (
    "followup",
    "followuptimes",
    "minutetext",
    "agreedstep",
    "minutesdraft",
    "reminderpause",
    "followupextract",
)

# The same days as follow_ups.rules.workday, from 2005 (the year of the national day) on: a test compares them.
WORKDAY = """
    CREATE FUNCTION samsteg_easter(y integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT make_date(y, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1)
        FROM (SELECT h, l, (y % 19 + 11 * h + 22 * l) / 451 AS m
            FROM (SELECT h, (32 + 2 * (y / 100 % 4) + 2 * (y % 100 / 4) - h - y % 100 % 4) % 7 AS l
                FROM (SELECT (19 * (y % 19) + y / 100 - y / 400 - (y / 100 - (y / 100 + 8) / 25 + 1) / 3 + 15) % 30
                    AS h) a) b) c
    $$;
    CREATE FUNCTION samsteg_is_workday(d date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT extract(isodow FROM d) < 6
            AND to_char(d, 'MM-DD') <> ALL ('{01-01,01-06,05-01,06-06,12-24,12-25,12-26,12-31}')
            AND d - samsteg_easter(extract(year FROM d)::integer) <> ALL ('{-2,1,39}')
            AND NOT (extract(isodow FROM d) = 5 AND to_char(d, 'MM-DD') BETWEEN '06-19' AND '06-25')
    $$;
    CREATE FUNCTION samsteg_workday(d date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT d + n FROM generate_series(0, 14) AS n WHERE samsteg_is_workday(d + n) ORDER BY n LIMIT 1
    $$;
"""
NO_WORKDAY = """
    DROP FUNCTION samsteg_workday(date);
    DROP FUNCTION samsteg_is_workday(date);
    DROP FUNCTION samsteg_easter(integer);
"""
NO_PLACE = """
    CREATE FUNCTION follow_ups_no_place_of_protected() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM access_protection p
                   WHERE p.team_id = NEW.team_id AND p.person_id = NEW.person_id AND p.valid_to IS NULL) THEN
            RAISE EXCEPTION 'a protected person has no place of meeting here' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER no_place_of_protected BEFORE INSERT OR UPDATE OF place_cipher ON follow_ups_followup
        FOR EACH ROW WHEN (NEW.place_cipher IS NOT NULL)
        EXECUTE FUNCTION follow_ups_no_place_of_protected();
"""
A_PLACE = """
    DROP TRIGGER no_place_of_protected ON follow_ups_followup;
    DROP FUNCTION follow_ups_no_place_of_protected();
"""


class Migration(migrations.Migration):
    dependencies = [("follow_ups", "0001_initial"), ("access", "0015_protection_erasure")]

    operations = [
        *(fence(f"follow_ups_{table}") for table in TABLES),
        migrations.RunSQL(WORKDAY, NO_WORKDAY),
        migrations.RunSQL(NO_PLACE, A_PLACE),
    ]
