#!/usr/bin/env bash
# The program `ip` of iproute2, which makes network namespaces; installed from Debian when missing.
set -euo pipefail

command -v ip >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "the program ip (iproute2) is missing; install it, then try again" >&2
    exit 1
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends iproute2 >/dev/null
