#!/usr/bin/env bash
# Asks bpmn.io's own linter about our process models; its version is locked beside this file.
set -euo pipefail
cd "$(dirname "$0")"
export PATH="$PWD/../../.venv/bin:$PATH"
if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
fi
node node_modules/bpmnlint/bin/bpmnlint.js ../../workflows/*.bpmn
node roundtrip.mjs ../../workflows/*.bpmn
