#!/bin/sh
# Installs what is missing for `make run` (first argument: run) or `make test` (test). Prints nothing when all is there.
set -eu

missing=""
need() { missing="$missing $1"; }

has_postgres() {
    for dir in /usr/lib/postgresql/*/bin; do
        if [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ]; then return 0; fi
    done
    command -v postgres >/dev/null && command -v initdb >/dev/null && command -v pg_ctl >/dev/null
}

if [ -z "${DATABASE_URL:-}" ] || [ "${1:-run}" = test ]; then
    has_postgres || need postgresql
fi
if [ "${1:-run}" = test ]; then
    [ -x /usr/bin/chromium ] || need chromium
    command -v node >/dev/null || need nodejs
    command -v npm >/dev/null || need npm
    # pip for the virtual environment comes with these modules, which Debian packs apart from Python.
    python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
    # Chinese pages would be boxes in the pictures.
    [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || need fonts-noto-cjk
fi
command -v cc >/dev/null || need gcc

if [ -n "$missing" ]; then
    root=""
    if [ "$(id -u)" -ne 0 ]; then root="sudo -n"; fi
    if command -v apt-get >/dev/null && $root true 2>/dev/null; then
        echo "Installing:$missing"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 # a list of words
        $root apt-get install -qq -y --no-install-recommends $missing >/dev/null 2>&1 || {
            $root apt-get update -qq
            # shellcheck disable=SC2086
            $root apt-get install -qq -y --no-install-recommends $missing >/dev/null
        }
    else
        echo "Please install first (these are Debian's names):$missing" >&2
        exit 1
    fi
fi

if ! command -v cargo >/dev/null; then
    echo "Please install Rust first, with rustup: https://rustup.rs" >&2
    exit 1
fi
cd "$(dirname "$0")/.."
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    if ! rustup target add wasm32-unknown-unknown; then
        echo "Please install the standard library of the Rust target wasm32-unknown-unknown first" >&2
        exit 1
    fi
fi
