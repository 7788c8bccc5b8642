#!/usr/bin/env bash
# Installs LibreOffice without a window and a Chinese font, which turn papers into PDF, when missing.
set -euo pipefail

missing=()
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
# Without a Chinese font every paper would show boxes.
fc-list 2>/dev/null | grep -q -i -E "wqy|noto.*cjk" || missing+=(fonts-wqy-microhei fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Papers as PDF need: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here. Install LibreOffice Writer and a Chinese font by hand." >&2
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
    echo "LibreOffice could not be installed: the tests of PDFs cannot run on this machine." >&2
    exit 1
}
