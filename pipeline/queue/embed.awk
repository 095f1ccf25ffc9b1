# Turns SQL files into two X-macro lists. Files named ...statements.sql give STATEMENT(name, "text") for each part that begins
# with `-- name: x`; a part that begins with `-- part: x` is put in where a statement further down says {{x}}. Every other file, in the order
# given, is one step of the schema: MIGRATION("text").
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return s }
function close_statement() { if (open) print "\")"; open = 0 }
function filled(s,   from, name) {
    while ((from = index(s, "{{")) > 0) {
        name = substr(s, from + 2, index(s, "}}") - from - 2)
        if (!(name in part)) { print FILENAME ":" FNR ": there is no part {{" name "}}" >"/dev/stderr"; exit 1 }
        s = substr(s, 1, from - 1) part[name] substr(s, from + length(name) + 4)
    }
    return s
}
function close_file() { close_statement(); if (migration) print ")"; if (in_file) print "#endif"; in_file = 1 }
FNR == 1 { close_file(); migration = FILENAME !~ /statements\.sql$/
           print migration ? "#ifdef MIGRATION\nMIGRATION(" : "#ifdef STATEMENT" }
migration { print "\"" quoted($0) "\\n\""; next }
/^-- part: / { close_statement(); in_part = $3; part[in_part] = ""; next }
/^-- name: / { close_statement(); in_part = ""; printf "STATEMENT(%s, \"", $3; open = 1; next }
/^ *--/ || /^ *$/ { next }
in_part { sub(/^ +/, ""); part[in_part] = part[in_part] $0 " "; next }
open { sub(/^ +/, ""); printf "%s ", quoted(filled($0)); next }
{ print FILENAME ":" FNR ": text before the first '-- name:'" >"/dev/stderr"; exit 1 }
END { close_file() }
