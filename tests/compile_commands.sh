#!/bin/bash
# A compilation database for editors: $1 is the compiler with its flags, the rest are sources.
flags=$1
shift
printf '['
comma=
for f in "$@"; do
    printf '%s\n{"directory": "%s", "file": "%s", "command": %s}' "$comma" "$PWD" "$f" "$(printf '%s -c %s' "$flags" "$f" | sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/"/')"
    comma=,
done
printf '\n]\n'
