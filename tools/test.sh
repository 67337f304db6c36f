#!/usr/bin/env bash
# Runs all tests for `make test`, in three groups at once: much of their time they wait, for browsers, programs and time-outs.
set -uo pipefail
cd "$(dirname "$0")/.."
# Each group takes about as long as the others; the first two wait half of the time, all others compute.
browsers=(tests/browser/test_[a-s]*.py)
programs=(tests/browser/test_[t-z]*.py tests/faults/test_voice_storm.py tests/display_client tests/deploy tests/end_to_end
    tests/queue_server/adapters/{forwarding,notify,printing,realtime} tests/queue_server/commands)
# Hundreds of servers, bridges and displays are started: compiling each of their modules once is enough.
unset PYTHONDONTWRITEBYTECODE
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# Before the groups, each of which would build it in the same place.
make -s -C firmware_bridge/firmware || exit 1

test_group() { .venv/bin/python -m pytest -q -p no:cacheprovider "$@"; }
test_group "${browsers[@]}" >"$logs/browsers" 2>&1 &
in_browsers=$!
test_group "${programs[@]}" >"$logs/programs" 2>&1 &
in_programs=$!
apart=("${browsers[@]}" "${programs[@]}")
test_group "${apart[@]/#/--ignore=}"
here=$?
wait "$in_browsers"
browsed=$?
wait "$in_programs"
ran=$?
for group in programs browsers; do
    echo "--- $group"
    cat "$logs/$group"
done
[ "$here" = 0 ] && [ "$browsed" = 0 ] && [ "$ran" = 0 ]
