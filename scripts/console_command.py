"""Writes .venv/bin/samsteg, and makes the repository importable in the environment.

What `pip install --editable .` would do, without the network: that fetches a build system.
"""

import stat
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Started by the shell, since a path with blanks or of more than 127 letters cannot stand after `#!`.
PROGRAM = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
'''
import sys

from samsteg.cli.main import main

sys.exit(main())
"""


def main() -> None:
    """Write the command and the path file for the interpreter that runs this."""
    Path(sysconfig.get_path("purelib"), "samsteg.pth").write_text(f"{ROOT}\n")
    command = Path(sys.executable).with_name("samsteg")
    command.write_text(PROGRAM.format(python=sys.executable))
    command.chmod(command.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
