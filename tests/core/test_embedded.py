"""The embedded server with several processes, crashes and odd folders.

Processes are real: each runs a small program that takes a lease and says what it saw.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samsteg.core import cluster, embedded
from samsteg.core.postgres_programs import EmbeddedDatabaseError

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from samsteg.core import cluster, embedded
embedded.exit_on_signals()
data = Path(sys.argv[1])
socket = embedded.lease(data)
with cluster.superuser_connection(data / "pg", "samsteg") as connection:
    print(socket, connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], sep="|")
sys.stdout.flush()
sys.stdin.readline()
"""
pytestmark = pytest.mark.slow
Start = Callable[[Path], "subprocess.Popen[str]"]


def server_pid(data: Path) -> int:
    return int((data / "pg" / "postmaster.pid").read_text().splitlines()[0])


def runs(data: Path) -> bool:
    return cluster.answers(data / "pg")


def first_line(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().strip().split("|")


def leave(process: "subprocess.Popen[str]") -> int:
    process.communicate("\n", timeout=60)
    return process.returncode


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a process that holds the server of a folder until a line is written to it."""
    started = []

    def begin(data: Path) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.communicate("\n", timeout=60)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    embedded.release(folder)
    embedded.stop_if_unused(folder)


def test_six_processes_at_once_get_one_server_and_leave_none(data: Path, start: Start) -> None:
    processes = [start(data) for _ in range(6)]
    seen = {tuple(first_line(process)) for process in processes}
    assert len(seen) == 1
    assert next(iter(seen))[0] == str(data / "pg")
    assert [leave(process) for process in processes[:5]] == [0] * 5
    assert runs(data), "the sixth still holds it"
    assert leave(processes[5]) == 0
    assert not runs(data)
    assert not (data / "pg" / "postmaster.pid").exists()


def test_killed_holder_leaves_a_server_that_the_next_one_uses_and_stops(data: Path, start: Start) -> None:
    killed, other = start(data), start(data)
    before = first_line(killed)
    assert first_line(other) == before
    killed.kill()
    killed.wait()
    assert runs(data)
    other.kill()
    other.wait()
    assert runs(data)
    last = start(data)
    assert first_line(last) == before
    assert leave(last) == 0
    assert not runs(data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_stopped_holder_takes_the_server_with_it(data: Path, start: Start, number: signal.Signals) -> None:
    process = start(data)
    first_line(process)
    process.send_signal(number)
    process.wait(timeout=60)
    assert not runs(data)


def test_killed_server_comes_up_again_with_its_data(data: Path) -> None:
    """Also where nobody reaps it, so that its number lives on as a zombie (containers)."""
    embedded.lease(data)
    with cluster.superuser_connection(data / "pg", "samsteg") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    embedded.release(data)
    embedded.lease(data)
    os.kill(server_pid(data), signal.SIGKILL)
    embedded.release(data)
    embedded.lease(data)
    with cluster.superuser_connection(data / "pg", "samsteg") as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


@pytest.fixture
def bystander() -> Iterator["subprocess.Popen[bytes]"]:
    """A program that has got the number of a crashed server."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def leave_lock_files(data: Path, pid: int) -> None:
    """What a server leaves that crashed under this number."""
    embedded.lease(data)
    lines = (data / "pg" / "postmaster.pid").read_text().splitlines()
    embedded.release(data)
    stale = "\n".join([str(pid), *lines[1:]]) + "\n"
    (data / "pg" / "postmaster.pid").write_text(stale)
    (data / "pg" / ".s.PGSQL.5432.lock").write_text(stale)


def test_lock_files_that_name_another_program_are_no_hindrance(
    data: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    leave_lock_files(data, bystander.pid)
    embedded.lease(data)
    assert runs(data)
    assert server_pid(data) != bystander.pid


def test_another_program_with_the_servers_number_is_not_stopped(
    data: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    leave_lock_files(data, bystander.pid)
    embedded.stop_if_unused(data)
    time.sleep(0.2)
    assert bystander.poll() is None


def test_two_data_folders_side_by_side(tmp_path: Path, start: Start) -> None:
    processes = [start(tmp_path / name) for name in ("one", "two")]
    sockets = [first_line(process)[0] for process in processes]
    assert sockets == [str(tmp_path / "one" / "pg"), str(tmp_path / "two" / "pg")]
    assert leave(processes[0]) == 0
    assert (runs(tmp_path / "one"), runs(tmp_path / "two")) == (False, True)
    assert leave(processes[1]) == 0
    assert not runs(tmp_path / "two")


def test_path_with_blanks_and_more_bytes_than_a_socket_may_have(tmp_path: Path) -> None:
    data = tmp_path / "a b" / ("\u00e5" * 45)
    socket = embedded.lease(data)
    try:
        assert socket != data / "pg"
        assert socket.stat().st_mode & 0o077 == 0
        assert runs(data)
    finally:
        embedded.release(data)
        socket.rmdir()


@pytest.mark.parametrize("character", list(embedded.REFUSED_CHARACTERS))
def test_path_that_the_server_cannot_have_is_refused(tmp_path: Path, character: str) -> None:
    folder = tmp_path / f"a{character}b"
    with pytest.raises(EmbeddedDatabaseError, match="SAMSTEG_DATA"):
        embedded.lease(folder)
    assert not folder.exists()


def test_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedDatabaseError, match="SAMSTEG_DATA"):
        embedded.lease(tmp_path / "file")


def test_half_made_cluster_of_a_killed_attempt_is_made_anew(data: Path) -> None:
    (data / "pg.new-killed" / "base").mkdir(parents=True)
    (data / "pg.new-killed" / "PG_VERSION").write_text("18\n")
    embedded.lease(data)
    assert runs(data)
    assert list(data.glob("pg.new*")) == []


@pytest.mark.parametrize("seconds", [0.3, 0.5, 0.7, 0.9])
def test_first_start_killed_at_any_moment_does_not_hinder_the_next(
    data: Path, start: Start, seconds: float
) -> None:
    killed = start(data)
    time.sleep(seconds)
    killed.kill()
    killed.wait()
    embedded.lease(data)
    with cluster.superuser_connection(data / "pg", "samsteg") as connection:
        assert connection.execute("SELECT count(*) FROM pg_default_acl").fetchone() == (2,)
    embedded.release(data)
    assert not runs(data)


def test_failed_start_shows_the_servers_own_words(data: Path) -> None:
    embedded.lease(data)
    embedded.release(data)
    (data / "pg" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedDatabaseError, match="no_such_setting"):
        embedded.lease(data)


def test_forked_child_does_not_keep_its_parents_server(data: Path) -> None:
    embedded.lease(data)
    asleep, wake = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(wake)
        os.read(asleep, 1)
        os._exit(0)
    assert runs(data)
    embedded.release(data)
    still_runs = runs(data)
    os.close(wake)
    os.close(asleep)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not still_runs


def test_check_starts_nothing(data: Path) -> None:
    environment = {**os.environ, "SAMSTEG_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (data / "pg").exists()


def test_folders_above_keep_their_rights(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    embedded.lease(home / "data")
    embedded.release(home / "data")
    assert [folder.stat().st_mode & 0o777 for folder in (home, home / "data" / "pg")] == [0o700, 0o700]


def test_start_up_is_quick_when_the_server_runs(data: Path, start: Start) -> None:
    first_line(start(data))
    began = time.monotonic()
    embedded.lease(data)
    assert time.monotonic() - began < 1.0
