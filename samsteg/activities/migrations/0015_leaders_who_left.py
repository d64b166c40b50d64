"""Until when a leader's role in the team that holds the group lasts, also told to a team that the group is held with:
so both name the same leaders. A day, nothing else.

Runs as the owner of the tables, and answers for groups that a team in the context holds or shares today. Nothing for who
has no access, and for a role that has no end; the beginning of time for who never had one.
"""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION samsteg_leads_until(of_leader bigint) RETURNS date
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    teams integer[] := NULLIF(current_setting('samsteg.team_ids', true), '')::integer[];
    today date := (now() AT TIME ZONE 'Europe/Stockholm')::date;
    found record;
    until date;
BEGIN
    SELECT l.team_id, l.group_id, l.user_id INTO found FROM public.activities_leader l WHERE l.id = of_leader;
    IF found.user_id IS NULL OR teams IS NULL OR NOT (found.team_id = ANY (teams) OR EXISTS (
        SELECT 1 FROM public.activities_groupshare s
        WHERE s.group_id = found.group_id AND s.partner_id = ANY (teams)
            AND (s.ended_on IS NULL OR s.ended_on > today)
    )) THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(max(coalesce(m.valid_to, 'infinity')), '0001-01-01') INTO until
    FROM public.access_membership m
    WHERE m.team_id = found.team_id AND m.user_id = found.user_id AND NOT m.is_operator;
    RETURN NULLIF(until, 'infinity');
END $$;
REVOKE ALL ON FUNCTION samsteg_leads_until(bigint) FROM PUBLIC;
DO $$
DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION samsteg_leads_until(bigint) TO %I', app);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0014_places_of_shared_groups"),
        ("access", "0026_offline_roll_call"),
    ]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION samsteg_leads_until(bigint)")]
