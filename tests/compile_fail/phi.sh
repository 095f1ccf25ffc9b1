#!/bin/bash
# Page text is struct phi, and no log or error function takes it: such a call does not compile. The same file without the
# call does, so that a failure shows the call and nothing else.
set -u
cd "$(dirname "$0")/../.." || exit 1
n=0
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
compiles() { "${CC:-gcc}" -std=c17 -Wall -Wextra -Werror -Wformat=2 -Iinclude -D_GNU_SOURCE -fsyntax-only "$@" tests/compile_fail/log_phi.c 2>"$errors"; }
result() { # good name
    n=$((n + 1))
    if [ "$1" = yes ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        sed 's/^/# /' "$errors" | head -5
    fi
}
refuses() { # macro, what the compiler must complain of, name
    if compiles "-D$1"; then result no "$3 compiles"; elif grep -q "$2" "$errors"; then result yes "$3"; else result no "$3: refused for another reason"; fi
}
if compiles; then result yes "numbers and names of files may be logged"; else result no "the control case does not compile"; fi
refuses PAGE_TEXT_IN_LOG "not compatible with any" "LOG takes no page text"
refuses PAGE_TEXT_BY_HAND "incompatible type\|passing 'struct phi'" "log_field_str() takes no page text"
refuses PAGE_TEXT_IN_ERROR "format '%s'\|format ‘%s’\|format specifies type" "fail() takes no page text"
refuses PAGE_TEXT_AS_STR "invalid initializer\|initializing 'struct str'" "page text is no plain text"
