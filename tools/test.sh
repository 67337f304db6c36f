#!/usr/bin/env bash
# Runs all tests for `make test`, in four groups at once: most of the time they wait, for browsers, programs and time-outs.
set -uo pipefail
cd "$(dirname "$0")/.."
# Hundreds of servers, bridges and displays are started: compiling each of their modules once is enough.
unset PYTHONDONTWRITEBYTECODE
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# Before the groups, each of which would build it in the same place.
make -s -C firmware_bridge/firmware || exit 1

test_group() { .venv/bin/python -m pytest -q -p no:cacheprovider "$@"; }

declare -A running
apart=()
begin() {
    local name=$1
    shift
    test_group "$@" >"$logs/$name" 2>&1 &
    running[$name]=$!
    apart+=("${@/#/--ignore=}")
}

# Each takes about as long as the others. All other tests are the fourth group; they compute.
begin browsers tests/browser/test_[a-s]*.py tests/firmware_bridge tests/hardware
begin programs tests/browser/test_[t-z]*.py tests/faults/test_voice_storm.py tests/display_client tests/end_to_end
begin services tests/faults/test_[!v]*.py tests/deploy tests/queue_server/commands \
    tests/queue_server/adapters/{forwarding,notify,printing,realtime}
test_group "${apart[@]}"
result=$?
for name in "${!running[@]}"; do
    wait "${running[$name]}" || result=1
    echo "--- $name"
    cat "$logs/$name"
done
exit "$result"
