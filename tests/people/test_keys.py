"""The master keys: what SAMSTEG_MASTER_KEYS may say, and the key file of development."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from samsteg.core.errors import KeyProblem
from samsteg.core.named_keys import KEY_BYTES
from samsteg.core.secret_files import kept_secret
from samsteg.people import keys
from samsteg.people.keys import key_ring, parse_keys

ROOT = Path(__file__).parents[2]
MAKE = """
import sys, pathlib
from samsteg.core.secret_files import kept_secret
from samsteg.people.keys import _generate
print(kept_secret(pathlib.Path(sys.argv[1]), _generate))
"""


def encoded(byte: int, length: int = KEY_BYTES) -> str:
    return base64.b64encode(bytes([byte]) * length).decode()


ONE, TWO, INDEX = encoded(1), encoded(2), encoded(9)


def test_the_first_is_current_and_all_open() -> None:
    ring = parse_keys(f" new:{TWO} ,old:{ONE},index:{INDEX}, ")
    assert ring.current_id == "new"
    assert ring.master("new") == b"\2" * KEY_BYTES
    assert ring.master("old") == b"\1" * KEY_BYTES
    assert ring.index_key == b"\x09" * KEY_BYTES


def test_the_index_key_may_stand_first_and_is_no_master_key() -> None:
    ring = parse_keys(f"index:{INDEX},1:{ONE}")
    assert ring.current_id == "1"
    with pytest.raises(KeyProblem):
        ring.master("index")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        f"1:{ONE}",
        f"index:{INDEX}",
        f"1:{encoded(1, 31)},index:{INDEX}",
        f"1:{encoded(1, 33)},index:{INDEX}",
        f"1:{ONE},index:{encoded(9, 16)}",
        f"1:,index:{INDEX}",
        f"1:{ONE[:-1]},index:{INDEX}",
        f"1:{ONE[:-2]}!=,index:{INDEX}",
        f"1:åäö,index:{INDEX}",
        f":{ONE},index:{INDEX}",
        f"{ONE},index:{INDEX}",
        f"{'x' * 41}:{ONE},index:{INDEX}",
        f"1:{ONE},1:{TWO},index:{INDEX}",
        f"1:{ONE},index:{INDEX},index:{TWO}",
        f"1:{ONE};index:{INDEX}",
    ],
)
def test_what_is_wrong_is_refused_and_no_secret_is_shown(text: str) -> None:
    with pytest.raises(KeyProblem, match="SAMSTEG_MASTER_KEYS") as problem:
        parse_keys(text)
    for secret in (ONE, TWO, INDEX, ONE[:-2]):
        assert secret not in str(problem.value)


def test_a_ring_in_a_traceback_or_a_log_shows_no_key() -> None:
    shown = repr(parse_keys(f"1:{ONE},index:{INDEX}"))
    for key in (b"\1" * KEY_BYTES, b"\x09" * KEY_BYTES):
        assert repr(key) not in shown
        assert repr(key)[2:-1] not in shown
    assert "1" in shown


def test_the_file_is_the_owners_alone_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master-keys"
    first = kept_secret(path, keys._generate)
    assert kept_secret(path, keys._generate) == first
    assert parse_keys(first).current_id == "1"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["master-keys"]
    assert kept_secret(tmp_path / "other" / "master-keys", keys._generate) != first


def test_several_processes_at_once_get_the_same_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master-keys"
    command = [sys.executable, "-c", MAKE, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _number in range(4)
    ]
    answers = [process.communicate(timeout=60)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0] * 4
    assert set(answers) == {path.read_text()}
    assert os.listdir(path.parent) == ["master-keys"]


@pytest.mark.parametrize("attempt", range(5))
def test_several_threads_at_once_get_the_same_keys(tmp_path: Path, attempt: int) -> None:
    """A server with threads reads them first at its first requests."""
    path = tmp_path / "keys" / "master-keys"
    gate = threading.Barrier(8)
    answers: list[str] = []

    def make() -> None:
        gate.wait(10)
        answers.append(kept_secret(path, keys._generate))

    threads = [threading.Thread(target=make) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(answers) == 8
    assert set(answers) == {path.read_text()}
    assert os.listdir(path.parent) == ["master-keys"]


def test_the_setting_wins_over_the_file(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.SAMSTEG_MASTER_KEYS = f"only:{ONE},index:{INDEX}"
    assert key_ring().current_id == "only"
    assert not (tmp_path / "keys").exists()
    settings.SAMSTEG_MASTER_KEYS = ""
    assert key_ring().current_id == "1"
    assert (tmp_path / "keys" / "master-keys").exists()


def test_a_damaged_file_is_a_key_problem(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.SAMSTEG_MASTER_KEYS = ""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "master-keys").write_text("1:half")
    with pytest.raises(KeyProblem):
        key_ring()
