#!/usr/bin/env bash
# Sets up .venv for `make run` (run) or `make test` (dev); does nothing when it is up to date.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:?run or dev}
python=${PYTHON:-python3}

fail() { printf '%s\n' "$*" >&2; exit 1; }

# Debian packages: PACKAGE:COMMAND-OR-FILE that proves it is there.
packages=()
need() { command -v "$2" >/dev/null 2>&1 || [ -e "$2" ] || packages+=("$1"); }

need python3 "$python"
if command -v "$python" >/dev/null 2>&1; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$("$python" --version) is too old: Python 3.11 or newer is needed (Debian 12, Ubuntu 24.04). Name another one with: make PYTHON=python3.12 run"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
fi
if [ "$mode" = dev ]; then
    need chromium /usr/bin/chromium
    need nodejs node
    need git git
    need gcc gcc
    need libc6-dev /usr/include/stdio.h
    need gcc-avr avr-gcc
    need avr-libc /usr/lib/avr/include/avr/io.h
    need binutils-avr avr-objcopy
    need libsimavr-dev /usr/include/simavr/sim_avr.h
    need libelf-dev /usr/include/libelf.h
    need libmodbus-dev /usr/include/modbus/modbus.h
    # Any version's server; its programs are not on the PATH.
    initdb=(/usr/lib/postgresql/*/bin/initdb)
    need postgresql "${initdb[0]}"
    need nginx-light /usr/sbin/nginx
    need redis-server redis-server
fi

# Voices are made with espeak-ng. Tests need it; an office can do without: calls chime, and recordings can be brought in.
if ! command -v espeak-ng >/dev/null 2>&1; then
    if [ "$mode" = dev ] || { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }; then
        packages+=(espeak-ng)
    else
        echo "espeak-ng is missing, so calls will only chime. For spoken calls: sudo apt-get install -y espeak-ng" >&2
    fi
fi

if [ ${#packages[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Debian packages: ${packages[*]}"
        log=$(mktemp)
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 ||
            { tail -n 20 "$log" >&2; fail "apt-get could not install: ${packages[*]}"; }
        rm -f "$log"
    else
        fail "These packages are missing. Install them once, then run the same command again:
    sudo apt-get install -y --no-install-recommends ${packages[*]}"
    fi
fi

extras=""
[ "$mode" = dev ] && extras="[dev]"
wanted=$(cat setup.cfg pyproject.toml constraints.txt | sha256sum | cut -c1-16)
stamp=.venv/.moiso-$mode
[ -f .venv/.moiso-dev ] && [ "$(cat .venv/.moiso-dev)" = "$wanted" ] && exit 0
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

echo "Setting up .venv ($mode); the first time takes a minute or two"
[ -x .venv/bin/python ] || "$python" -m venv .venv || fail "$python could not create .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".$extras" ||
    fail "pip could not install the dependencies; is the package index reachable?"
echo "$wanted" > "$stamp"
