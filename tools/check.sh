#!/usr/bin/env bash
# All checks that need no test run; every one is run, and all that failed are named at the end.
set -uo pipefail
export PATH="$PWD/.venv/bin:$PATH"

failed=()
check() {
    local name=$1
    shift
    local start=$SECONDS
    if "$@"; then
        printf 'ok      %-14s %3ds\n' "$name" $((SECONDS - start))
    else
        printf 'FAILED  %-14s %3ds\n' "$name" $((SECONDS - start))
        failed+=("$name")
    fi
}

check format ruff format --check --quiet .
check lint ruff check --quiet .
check types mypy
check arrows lint-imports
check templates djlint web/templates --lint --quiet
check languages python tools/translations.py check
check migrations python tools/migrations.py check
check law python tools/law.py check
check models yancha models lint workflows/*.bpmn workflows/*.dmn
check papers python -m tools.papers check
check bpmnlint bash tools/bpmnlint/lint.sh
check bpmn-coverage python -m tools.bpmn_coverage
check bpmn-table python tools/bpmn_table.py check
check decision-tables python tools/decision_tables.py check
if [ ${#failed[@]} -gt 0 ]; then
    echo "These checks failed: ${failed[*]}" >&2
    exit 1
fi
echo "All checks passed."
