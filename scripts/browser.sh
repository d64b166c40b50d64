#!/bin/sh
# The tests of pages need Chromium. A missing browser is a failure, never a skipped test.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium ..."
    apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null >/dev/null
    command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "The browser chromium is missing. Run this line, then the same make line again:"
echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium"
exit 1
