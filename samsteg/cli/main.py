"""The console command `samsteg`: Django's commands and ours, with development settings unless told otherwise."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from samsteg.core import embedded


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    embedded.exit_on_signals()
    try:
        execute_from_command_line(["samsteg", *sys.argv[1:]])
    except ImproperlyConfigured as fault:  # the settings are read before any command is
        sys.stderr.write(f"{fault}\n")
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output, such as head, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
