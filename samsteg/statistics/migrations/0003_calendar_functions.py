"""Months and ages as the agreement defines them, in the database: figures are SQL.

A month is complete on the same day number, or on the month's last day if that is earlier (also the rule of lag
1930:173, which gives a person born on 29 February the age on 28 February).
"""

from __future__ import annotations

from django.db import migrations

CREATE = """
    CREATE FUNCTION samsteg_whole_months(a date, b date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT m - CASE WHEN a + make_interval(months => m) > b THEN 1 ELSE 0 END
        FROM (SELECT ((extract(year FROM b) - extract(year FROM a)) * 12
                      + extract(month FROM b) - extract(month FROM a))::integer AS m) AS t
    $$;
    CREATE FUNCTION samsteg_months(a date, b date) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT w + (b - (a + make_interval(months => w))::date)::numeric
                 / ((a + make_interval(months => w + 1))::date - (a + make_interval(months => w))::date)
        FROM (SELECT samsteg_whole_months(a, b) AS w) AS t
    $$;
    CREATE FUNCTION samsteg_age(born date, birth_year integer, on_day date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE
            WHEN born IS NOT NULL THEN floor(samsteg_whole_months(born, on_day) / 12.0)::integer
            WHEN birth_year IS NOT NULL THEN extract(year FROM on_day)::integer - birth_year
        END
    $$;
"""
DROP = """
    DROP FUNCTION samsteg_age(date, integer, date);
    DROP FUNCTION samsteg_months(date, date);
    DROP FUNCTION samsteg_whole_months(date, date);
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_fences")]

    operations = [migrations.RunSQL(CREATE, DROP)]
