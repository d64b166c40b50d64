"""Serves the pages with gunicorn, from a process that has used nothing with threads of its own."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication

from samsteg.core.errors import Refused

HOST = "127.0.0.1"
OPTIONS: dict[str, object] = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 4,
    "control_socket_disable": True,
    "loglevel": "warning",
    "proc_name": "samsteg",
}


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, port: int, application: Any) -> None:
        self.port = port
        self.application = application
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**OPTIONS, "bind": f"{HOST}:{self.port}"}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.application


def check_port(port: int) -> None:
    """Raises Refused when something else answers on the port, or it may not be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                text = _("Port %(port)d is taken. Choose another: make start PORT=%(other)d")
            else:
                text = _("Port %(port)d can't be used. Choose another: make start PORT=%(other)d")
            other = port + 1 if 1024 <= port < 65535 else 8001
            raise Refused(text % {"port": port, "other": other}) from error


def prepare_elsewhere(*arguments: str) -> None:
    """Runs a command of ours in a process of its own. Ends as it ended, where it was refused."""
    done = subprocess.run([sys.executable, "-m", "samsteg.cli.main", *arguments], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def serve(port: int) -> None:
    """Serves until it is stopped. The workers get their own database connections; ours must not live in them."""
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.WHITENOISE_USE_FINDERS = False  # what was collected lies there compressed too
    application = get_wsgi_application()
    list(
        get_resolver().url_patterns
    )  # read before the workers are made, so that the first page does not wait
    connections.close_all()
    _Server(port, application).run()
