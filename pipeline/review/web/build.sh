#!/bin/bash
# Makes the C file of the desk's page, or an empty one where npm or its registry is missing; says so in one line.
# usage: build.sh OUT.c NPM    (NPM: the folder in which npm's parts are kept from one build to the next)
set -u
out=$1
here=$(cd "$(dirname "$0")" && pwd)
npm=$2
log=$npm/log
leave_out() {
    echo "desk: the page in the browser is left out ($1); all else is built; 'make desk' tries again"
    printf '#include "assets.h"\nconst struct asset review_assets[] = {{0, 0, 0, 0, 0}};\n' >"$out"
    exit 0
}
mkdir -p "$npm" "$(dirname "$out")"
command -v node >/dev/null && command -v npm >/dev/null || leave_out "no node and npm"
if ! cmp -s "$here/package-lock.json" "$npm/installed-lock.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$npm/"
    (cd "$npm" && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000) >"$log" 2>&1 ||
        leave_out "npm could not get its parts, see $log"
    cp "$here/package-lock.json" "$npm/installed-lock.json"
fi
node "$here/build.mjs" "$npm/node_modules" "$out"
