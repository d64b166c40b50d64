"""`samsteg start`: what it says, what it refuses, and that the first page comes and all is stopped after it."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from samsteg.access.operator import make_operator
from samsteg.cli.serving import check_port
from samsteg.core.errors import Refused

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds, on a machine that runs other tests too


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_taken_port_is_told_with_another_to_choose(taken_port: int) -> None:
    with pytest.raises(Refused, match=rf"{taken_port}.*PORT=\d+"):
        check_port(taken_port)


def test_a_free_port_is_free() -> None:
    port = free_port()
    check_port(port)
    check_port(port)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_does_not_exist_is_told(port: int) -> None:
    with pytest.raises(Refused, match="PORT=8001"):
        check_port(port)


@pytest.mark.django_db
def test_a_taken_port_stops_the_start_before_anything_is_written(
    taken_port: int, tmp_path: Path, settings: LazySettings
) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match=str(taken_port)):
        call_command("start", port=taken_port)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_it_prints_the_log_ins_and_the_files(tmp_path: Path, settings: LazySettings) -> None:
    settings.DATA_DIR = tmp_path
    make_operator(using="default")
    out = io.StringIO()
    call_command("start", no_serve=True, stdout=out)
    written = sorted(path for path in tmp_path.iterdir() if path.suffix in (".docx", ".pdf"))
    assert len(written) == 6
    for path in written:
        assert str(path) in out.getvalue()
    for line in (tmp_path / "practice-logins").read_text().splitlines():
        assert line.split()[1] in out.getvalue()


@pytest.mark.slow
def test_the_first_page_and_a_pdf_come_and_nothing_is_left_running(tmp_path: Path) -> None:
    """As `make start` does it: another process, a data folder of its own, stopped with Ctrl-C.

    The reports of the practice teams have been written by then; the workers that serve must be able to make a PDF.
    """
    tmp_path.chmod(0o711)
    port = free_port()
    environment = {
        **os.environ,
        "SAMSTEG_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    command = [sys.executable, "-m", "samsteg.cli.main"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    serving = subprocess.Popen(
        [*command, "start", "--port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        page = first_page(port, serving)
        assert 'name="password"' in page
        assert week_sheet(port, tmp_path / "data" / "practice-logins").startswith(b"%PDF-")
    finally:
        serving.send_signal(signal.SIGINT)
        out, _err = serving.communicate(timeout=PATIENCE)
    assert f"http://127.0.0.1:{port}" in out
    assert not (tmp_path / "data" / "pg" / "postmaster.pid").exists()


def week_sheet(port: int, logins: Path) -> bytes:
    """As the practice team's coach."""
    name, password = next(line.split()[:2] for line in logins.read_text().splitlines() if "coach" in line)
    address = f"http://127.0.0.1:{port}"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(f"{address}/", timeout=PATIENCE) as answer:
        door, page = answer.url, answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    typed = {"csrfmiddlewaretoken": token[1], "next": "/", "login": name, "password": password}
    with browser.open(door, urlencode(typed).encode(), timeout=PATIENCE) as answer:
        team = re.search(r'href="(/team/[^/]+/)idag/"', answer.read().decode())
    assert team is not None, "not logged in"
    with browser.open(f"{address}{team[1]}kalender/veckoblad/", timeout=PATIENCE) as answer:
        content: bytes = answer.read()
        return content


def first_page(port: int, serving: subprocess.Popen[str]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and serving.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    pytest.fail("no page came")
