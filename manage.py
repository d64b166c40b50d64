#!/usr/bin/env python
"""Django's own commands. The console command `samsteg` is the way in for everybody else."""

import os
import sys

from django.core.management import execute_from_command_line

from samsteg.core.embedded import exit_on_signals


def main() -> None:
    """Run one command with the development settings unless DJANGO_SETTINGS_MODULE says otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    exit_on_signals()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
