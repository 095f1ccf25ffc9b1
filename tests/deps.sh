#!/bin/bash
# Installs the Debian packages named as arguments that are missing: no prompts, quiet, and quick when nothing is missing.
set -u
missing=()
have=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii[^ ]* *//p')
for p in "$@"; do grep -qxF "$p" <<<"$have" || missing+=("$p"); done
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
    echo "deps: this is no Debian; please install what these packages hold: ${missing[*]}" >&2
    exit 0
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null; then root=(sudo -n); else
        echo "deps: not root and no sudo; please have these installed: ${missing[*]}" >&2
        exit 0
    fi
fi
echo "deps: installing ${missing[*]}"
log=$(mktemp)
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 --no-install-recommends "$@" >>"$log" 2>&1; }
apt install "${missing[@]}" || { apt update; apt install "${missing[@]}"; } || for p in "${missing[@]}"; do
    apt install "$p" || echo "deps: could not get $p: $(tail -n 1 "$log")" >&2
done
rm -f "$log"
