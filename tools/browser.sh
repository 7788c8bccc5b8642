#!/usr/bin/env bash
# Installs the browser and the Chinese font that the journeys need, when they are missing.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
# Without a Chinese font every page would show boxes, and nobody would notice in a test.
fc-list 2>/dev/null | grep -q -i -E "wqy|noto.*cjk" || missing+=(fonts-wqy-microhei fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "The browser tests need: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here. Install chromium and a Chinese font by hand, then try again." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Installing needs root. As root, say: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
{
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
} || {
    echo "The browser could not be installed: the browser tests cannot run on this machine." >&2
    exit 1
}
