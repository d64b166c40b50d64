#!/bin/sh
# Makes the virtual environment: environment.sh PYTHON FOLDER. Says what is missing on the machine.
set -eu
python=$1
folder=$2

command -v "$python" >/dev/null 2>&1 || {
    echo "$python is missing. On Debian: apt-get install python3 python3-venv"
    exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Samsteg needs Python 3.11 or newer, and $python is $("$python" -V). Name another: make PYTHON=python3.12 ..."
    exit 1
}
"$python" -m venv "$folder" || {
    rm -rf "$folder"
    echo "The virtual environment could not be made. On Debian: apt-get install python3-venv"
    exit 1
}
