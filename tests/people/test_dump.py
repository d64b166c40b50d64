"""A finder of a dump: the backup holds every row and no identity number in any form."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from pathlib import Path

import pytest
from django.db import connection

from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.core import postgres_programs, roles
from samsteg.core.context import acting
from samsteg.exchange.importing import import_file
from samsteg.people.models import Identity
from samsteg.people.selectors import personnummer_of, persons_by_personnummer
from samsteg.people.services import save_personnummer
from tests.access.every_table import fill, query
from tests.exchange.builders import personnummer, save_stays, stay
from tests.factories import lead, make_team

BORN = [dt.date(1990, 5, 17), dt.date(1988, 12, 24), dt.date(2001, 2, 3)]


def forms(number: str) -> set[bytes]:
    """The number as people write it, and as a program might hide it by mistake."""
    born, last = number[:8], number[8:]
    short = born[2:]
    written = {number, short + last}
    written |= {f"{day}{sign}{last}" for day, sign in itertools.product((born, short), "-+ ")}
    written |= {f"{born[:4]}-{born[4:6]}-{born[6:]}-{last}", f"{born[:4]}-{born[4:6]}-{born[6:]} {last}"}
    written.add((short + last)[::-1])
    plain = {text.encode() for text in written} | {text.encode("utf-16-le") for text in written}
    return plain | {form for text in plain for form in (text.hex().encode(), *encoded(text))}


def encoded(text: bytes) -> list[bytes]:
    """What of base64 shows wherever the text begins in what is encoded."""
    shown = []
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + text + b"\0" * 2)
        first = -(-offset * 8 // 6)
        shown.append(whole[first : (offset + len(text)) * 8 // 6])
    return shown


def found_in(dump: bytes, numbers: list[str]) -> dict[str, list[bytes]]:
    lowered = dump.lower()
    return {
        number: hits
        for number in numbers
        if (hits := sorted(form for form in forms(number) if form in dump or form.lower() in lowered))
    }


def dump_database(path: Path, *options: str) -> bytes:
    """As docs/operations.md says: the server's own pg_dump, as the backup user."""
    where = connection.settings_dict
    done = postgres_programs.run(
        "pg_dump",
        f"--host={where['HOST']}",
        *([f"--port={where['PORT']}"] if where["PORT"] else []),
        f"--username={options[0] if options else roles.BACKUP}",
        f"--dbname={where['NAME']}",
        *options[1:],
    )
    assert done.status == 0, done.output
    path.write_text(done.output)
    return path.read_bytes()


def copied_rows(dump: bytes) -> dict[str, int]:
    """Rows per table, from the COPY blocks."""
    rows: dict[str, int] = {}
    table = ""
    for line in dump.decode().splitlines():
        if line.startswith("COPY public."):
            table = line.split()[1].removeprefix("public.")
            rows[table] = 0
        elif line == "\\.":
            table = ""
        elif table:
            rows[table] += 1
    return rows


def stored_rows() -> dict[str, int]:
    """Rows per table as the owner counts them; the partitioned table has none of its own."""
    tables = query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    return {str(name): int(str(query(f'SELECT count(*) FROM "{name}"')[0][0])) for (name,) in tables}


@pytest.fixture
def numbers(transactional_db: None, tmp_path: Path) -> list[str]:
    """Three persons read in from a workbook, one of them corrected, and a row of two teams in every table."""
    fill()
    fill()
    make_operator(using="default")
    made = [personnummer(born, 980 + place) for place, born in enumerate(BORN)]
    team = make_team("Prov Dump", slug="prov-dump")
    written = [made[0], f"{made[1][:8]}-{made[1][8:]}", f"{made[2][2:8]}-{made[2][8:]}"]
    rows = [
        stay(Ärende=f"D-{place}", Personnummer=number, Född=born, Kön="M" if int(number[-2]) % 2 else "K")
        for place, (number, born) in enumerate(zip(written, BORN, strict=True))
    ]
    outcome = import_file(
        user=User.objects.get(username="operator"),
        path=save_stays(tmp_path / "arbetsbok.xlsx", *rows),
        slug=team.slug,
        dry_run=False,
        leave_out_wrong=False,
        place="import",
    )
    assert outcome.refusal == "", [row.issues for row in outcome.plan.rows]
    with acting(lead(team)):
        found = persons_by_personnummer(team.pk, made)
        assert set(found) == set(made), (
            "the workbook's numbers must be in the database, or the search proves nothing"
        )
        earlier = personnummer(dt.date(1985, 1, 2), 990)
        person = found[made[0]]
        save_personnummer(team=team, numbers={person: earlier})
        save_personnummer(team=team, numbers={person: made[0]})
        assert personnummer_of(team.pk, [person]) == {person: made[0]}
        assert Identity.objects.filter(personnummer_cipher__isnull=False).count() == 3
    return [*made, earlier, "199005179806"]


@pytest.mark.django_db(transaction=True)
def test_a_dump_holds_every_row_and_no_number(numbers: list[str], tmp_path: Path) -> None:
    dump = dump_database(tmp_path / "dump.sql")
    with roles.as_owner():
        stored = stored_rows()
    assert copied_rows(dump) == stored
    held = [table for table, rows in stored.items() if rows and table.endswith("historyevent")]
    assert "people_identity" in stored
    assert stored["people_identity"] >= 5
    assert len(held) >= 5, "history tables without rows prove nothing"
    assert found_in(dump, numbers) == {}


@pytest.mark.django_db(transaction=True)
def test_the_search_would_find_it(numbers: list[str], tmp_path: Path) -> None:
    """A number left in clear anywhere, also in a history, is found: else the test above proves nothing."""
    team = make_team(f"Team {numbers[0][2:8]}-{numbers[0][8:]}")
    team.name = "Rättat"
    team.save()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, 'x', now())", [numbers[1]])
        cursor.execute(
            "INSERT INTO django_session VALUES ('b', %s, now())",
            [base64.b64encode(f"nr {numbers[2]}".encode()).decode()],
        )
    with acting(lead(team)):
        (person,) = query(
            "INSERT INTO people_person (team_id, own_id) VALUES (%s, '') RETURNING id", [team.pk]
        )[0]
        query(
            "INSERT INTO people_identity (team_id, person_id, key_id, wrapped_key, contact_cipher)"
            " VALUES (%s, %s, '1', '', %s) RETURNING id",
            [team.pk, person, numbers[3].encode()],
        )
    assert set(found_in(dump_database(tmp_path / "dump.sql"), numbers)) == set(numbers[:4])


@pytest.mark.django_db(transaction=True)
def test_only_the_backup_user_gets_a_whole_dump(numbers: list[str], tmp_path: Path) -> None:
    """The owner is refused, and the app's user must not be taken for a backup: rows would be missing in silence."""
    where = connection.settings_dict
    for user in (roles.OWNER, roles.APP):
        done = postgres_programs.run(
            "pg_dump", f"--host={where['HOST']}", f"--username={user}", f"--dbname={where['NAME']}"
        )
        assert done.status != 0
        assert "row-level security" in done.output or "permission denied" in done.output
    partial = copied_rows(
        dump_database(
            tmp_path / "app.sql", roles.APP, "--enable-row-security", "--data-only", "--table=people_*"
        )
    )
    assert partial["people_identity"] == 0


@pytest.mark.parametrize(
    "text", ["nr 199005179806", "x9005179806", "xx900517+9806", "900517-9806", "199005179806"]
)
def test_forms_are_found_however_they_are_wrapped(text: str) -> None:
    number = "199005179806"
    for hidden in (text.encode(), text.encode().hex().encode(), base64.b64encode(text.encode())):
        assert found_in(b"before " + hidden + b" after", [number]), hidden
    assert found_in(b"19900517980 9005179805 198805179806x", [number]) == {}
