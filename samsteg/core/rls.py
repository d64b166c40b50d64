"""Migration operation that puts a table behind row-level security (docs/adr/0005)."""

from __future__ import annotations

from django.db import migrations

TEAM_FENCE = "{column} = ANY ((SELECT NULLIF(current_setting('samsteg.team_ids', true), '')::int[])::int[])"
GOVERNED = "{column} = ANY ((SELECT NULLIF(current_setting('samsteg.governed_ids', true), '')::int[])::int[])"
# Whose own page is open (docs/adr/0016).
OWN_PERSON = "(SELECT NULLIF(current_setting('samsteg.own_person', true), '')::bigint)"
OWN_TEAM = "(SELECT NULLIF(current_setting('samsteg.own_team', true), '')::int)"
OWN_ROW = "user_id = (SELECT NULLIF(current_setting('samsteg.actor_id', true), '')::bigint)"


def _forward(table: str, using: str, check: str) -> str:
    policy = f"CREATE POLICY team_fence ON {table} TO %I USING ({_quote(using)}) WITH CHECK ({_quote(check)})"
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        DO $$
        DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
        BEGIN
            EXECUTE format('{policy}', app);
            EXECUTE format('CREATE POLICY owner_all ON {table} TO %I USING (true) WITH CHECK (true)', current_user);
        END $$;
    """


def _quote(sql: str) -> str:
    return sql.replace("'", "''").replace("%", "%%")


def fence(table: str, *, column: str = "team_id", own_row: bool = False) -> migrations.RunSQL:
    """Rows only of the teams in the context.

    `own_row` opens the acting user's own rows too, for changes as well: follow it with `only_read_own_rows`.
    """
    team = TEAM_FENCE.format(column=column)
    using = f"({team} OR {OWN_ROW})" if own_row else team
    return migrations.RunSQL(
        _forward(table, using, team),
        f"DROP POLICY team_fence ON {table}; DROP POLICY owner_all ON {table};"
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def only_read_own_rows(table: str, *, column: str = "team_id") -> migrations.RunSQL:
    """Splits the fence of `fence(own_row=True)`: one's own rows may be read without a team, not changed or removed."""
    team = TEAM_FENCE.format(column=column)
    return migrations.RunSQL(
        f"""
        ALTER POLICY team_fence ON {table} USING ({team});
        DO $$
        DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
        BEGIN
            EXECUTE format('CREATE POLICY own_row ON {table} FOR SELECT TO %I USING ({_quote(OWN_ROW)})', app);
        END $$;
        """,
        f"DROP POLICY own_row ON {table}; ALTER POLICY team_fence ON {table} USING ({team} OR {OWN_ROW});",
    )


def open_to_governors(table: str, *, column: str = "team_id") -> migrations.RunSQL:
    """Opens a fenced table for the controller's officer too: staff, decisions, alarms and logs, never participants."""
    team = TEAM_FENCE.format(column=column)
    both = f"({team} OR {GOVERNED.format(column=column)})"
    return migrations.RunSQL(
        f"ALTER POLICY team_fence ON {table} USING ({both}) WITH CHECK ({both})",
        f"ALTER POLICY team_fence ON {table} USING ({team}) WITH CHECK ({team})",
    )


def _extra_policy(table: str, name: str, rule: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        DO $$
        DECLARE app text := coalesce(nullif(current_setting('samsteg.app_role', true), ''), 'samsteg_app');
        BEGIN
            EXECUTE format('CREATE POLICY {name} ON {table} {rule}', app);
        END $$;
        """,
        f"DROP POLICY {name} ON {table}",
    )


def also_read(table: str, name: str, using: str) -> migrations.RunSQL:
    """Opens further rows of a fenced table for reading, by a condition of its own."""
    return _extra_policy(table, name, f"FOR SELECT TO %I USING ({_quote(using)})")


def anyone_adds(table: str) -> migrations.RunSQL:
    """For alarms: whoever causes one can't read it. To be inserted without RETURNING, which would need to read."""
    return _extra_policy(table, "added_by_all", "FOR INSERT TO %I WITH CHECK (true)")


def also_adds(table: str, name: str, check: str) -> migrations.RunSQL:
    """Lets rows be added by a condition of its own: without RETURNING, unless they may be read too."""
    return _extra_policy(table, name, f"FOR INSERT TO %I WITH CHECK ({_quote(check)})")


def also_opens(table: str, name: str, using: str) -> migrations.RunSQL:
    """Opens further rows of a fenced table whole, by a condition of its own."""
    return _extra_policy(table, name, f"TO %I USING ({_quote(using)}) WITH CHECK ({_quote(using)})")
