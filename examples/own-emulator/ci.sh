#!/usr/bin/env bash
# Holds the test of this emulator to what it is for: green as the emulator is, and red on each planted mistake, in the one
# trial that is about it. Under `cargo test`, and with a process for each trial: by cargo-nextest where that is installed,
# and otherwise by what cargo-nextest does, which is to list the trials and to run each by its name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
unset ABIDE_REPLAY FAULT
# A count of trials that a color splits is not found.
export CARGO_TERM_COLOR=never

operation=tencent-cdb/ModifyAccountPrivileges
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT

fail() {
    cat "$printed"
    echo "own-emulator: $*" >&2
    exit 1
}

# The trials that failed, of what was printed.
failed() {
    sed -nE 's/^ *test \[[a-z]+\] +([^ ]+) +\.\.\. FAILED$/\1/p' "$printed" | sort -u | paste -sd' '
}

# Runs `$4…` with the mistake `$1`: it must end with `$2`, and the trials `$3` must fail.
expect() {
    local fault=$1 code=$2 red=$3 got=0
    shift 3
    FAULT=$fault "$@" >"$printed" 2>&1 </dev/null || got=$?
    [ "$got" = "$code" ] || fail "FAULT=$fault $*: ended with $got, not with $code"
    [ "$(failed)" = "$red" ] || fail "FAULT=$fault $*: failed \`$(failed)\`, not \`$red\`"
    echo "own-emulator: FAULT=$fault $*: ${red:-nothing} failed"
}

expect '' 0 '' cargo test --locked
expect any-action 101 "$operation/action-value" cargo test --locked
expect grant-replaces 101 "$operation/grant-adds" cargo test --locked -- grant

# The command that a failure prints: red for as long as the mistake is there, green after.
again=$(sed -n 's/^send again  //p' "$printed")
expect grant-replaces 101 "$operation/grant-adds" bash -c "$again"
expect '' 0 '' bash -c "$again"

# A process for each trial.
trials=$(cargo test --locked --quiet --test conformance -- --list --format terse | sed -n 's/: test$//p')
if ! cargo nextest --version >/dev/null 2>&1; then
    echo "own-emulator: without cargo-nextest (\`cargo install --locked cargo-nextest\`); trials are run by their names"
    program=$(cargo test --locked --test conformance --no-run --message-format json 2>/dev/null |
        sed -nE 's/.*"executable":"([^"]*conformance-[^"]*)".*/\1/p')
    while read -r trial; do
        case $trial in
            *"$operation/action-value") expect any-action 101 "${trial#* }" "$program" --exact "$trial" --nocapture ;;
            *) expect any-action 0 '' "$program" --exact "$trial" --nocapture ;;
        esac
    done <<<"$trials"
    exit 0
fi

# Both parts together run every trial once, and the red one is in one of them.
for kind in count hash; do
    run=0 red=
    for part in 1 2; do
        expect '' 0 '' cargo nextest run --locked --no-fail-fast --partition "$kind:$part/2"
        run=$((run + $(sed -nE 's/^ *Summary .* ([0-9]+) tests? run: .*/\1/p' "$printed")))
        FAULT=any-action cargo nextest run --locked --no-fail-fast --partition "$kind:$part/2" >"$printed" 2>&1 || true
        red="$red$(failed)"
    done
    [ "$run" = "$(wc -l <<<"$trials")" ] || fail "--partition $kind: $run trials were run of $(wc -l <<<"$trials")"
    [ "$red" = "$operation/action-value" ] || fail "--partition $kind: failed were \`$red\`"
    echo "own-emulator: --partition $kind: $run trials in two parts, $red failed with the mistake"
done
