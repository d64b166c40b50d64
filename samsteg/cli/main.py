"""The console command `samsteg`: Django's commands and ours, with development settings unless told otherwise."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    execute_from_command_line(["samsteg", *sys.argv[1:]])


if __name__ == "__main__":
    main()
