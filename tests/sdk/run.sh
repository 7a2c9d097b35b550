#!/usr/bin/env bash
# Drives `abide emulate` with the vendors' own client libraries, and checks that junit.xml is what its readers expect.
#
#   tests/sdk/run.sh [pytest arguments]
#
# ABIDE_BINARY names an abide to use instead of building one. Needs python3 3.11 or newer, and a package index.
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
venv=$target/sdk-venv
wanted=$here/requirements.txt
emulator=
scratch=

fail() {
    echo "tests/sdk/run.sh: $1" >&2
    exit 1
}

stop() {
    if [ -n "$emulator" ]; then
        kill "$emulator" 2>/dev/null || true
        wait "$emulator" 2>/dev/null || true
    fi
    if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
}

install_libraries() {
    command -v python3 >/dev/null || fail "python3 is not installed; install Python 3.11 or newer"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$(python3 --version) is too old; Python 3.11 or newer can read target files by itself"
    # The copy is written last, so that an installation that broke off is not taken for a whole one.
    if cmp -s "$wanted" "$venv/requirements.txt"; then return; fi
    rm -rf "$venv"
    mkdir -p "$target"
    python3 -m venv "$venv" || fail "python3 cannot make a virtual environment; on Debian, install python3-venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted" ||
        fail "the client libraries cannot be installed; see pip's message above"
    cp "$wanted" "$venv/requirements.txt"
}

find_abide() {
    if [ -n "${ABIDE_BINARY:-}" ]; then return; fi
    (cd "$root" && cargo build --release --locked)
    ABIDE_BINARY=$target/release/abide
}

# Of the JUnit schemas that continuous integration servers use, the one of Jenkins is to be had from a package index: in
# the source distribution of pytest, which checks its own output with it.
fetch_schema() {
    schema=$venv/junit-10.xsd
    if [ -s "$schema" ]; then return; fi
    pytest=$(grep '^pytest==' "$wanted")
    "$venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
        --dest "$scratch/sdist" "$pytest" || fail "the source distribution of $pytest cannot be downloaded"
    archive=$(echo "$scratch"/sdist/pytest-*.tar.gz)
    member=$(tar -tzf "$archive" | grep '/junit-10\.xsd$') ||
        fail "the source distribution of $pytest has no junit-10.xsd any more"
    tar -xzOf "$archive" "$member" >"$scratch/junit-10.xsd"
    mv "$scratch/junit-10.xsd" "$schema"
}

# The URL is what the emulator says last, so once it can be read, the target files are there and the port is open.
start_emulator() {
    mkfifo "$scratch/said"
    "$ABIDE_BINARY" emulate --port 0 --targets "$scratch/targets" >"$scratch/said" </dev/null &
    emulator=$!
    exec 3<"$scratch/said"
    read -r -t 30 url <&3 || fail "the emulator did not say its URL within 30 seconds"
    echo "emulator at $url"
}

trap stop EXIT
trap 'exit 130' INT TERM
scratch=$(mktemp -d)
install_libraries
fetch_schema
find_abide
start_emulator

# A proxy would come between the libraries and the loopback interface.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
export ABIDE_BINARY ABIDE_TARGETS=$scratch/targets ABIDE_JUNIT_SCHEMA=$schema PYTHONDONTWRITEBYTECODE=1
cd "$here"
"$venv/bin/python" -m pytest -p no:cacheprovider --quiet -rs --override-ini "testpaths=." "$@"
