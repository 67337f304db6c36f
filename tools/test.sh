#!/usr/bin/env bash
# Runs all tests for `make test`: those that mostly wait for browsers and other programs beside all the others, on two cores in half the time.
set -uo pipefail
cd "$(dirname "$0")/.."
waiting=(tests/benchmarks tests/deploy tests/browser tests/end_to_end tests/faults)
# Hundreds of servers, bridges and displays are started: compiling each of their modules once is enough.
unset PYTHONDONTWRITEBYTECODE
log=$(mktemp)
trap 'rm -f "$log"' EXIT

.venv/bin/python -m pytest -q -p no:cacheprovider "${waiting[@]}" >"$log" 2>&1 &
other=$!
.venv/bin/python -m pytest -q -p no:cacheprovider "${waiting[@]/#/--ignore=}"
here=$?
wait "$other"
there=$?
echo "--- ${waiting[*]}"
cat "$log"
[ "$here" = 0 ] && [ "$there" = 0 ]
