# Turns SQL files into two X-macro lists. Files named ...statements.sql give STATEMENT(name, "text") for each part that begins
# with `-- name: x`; every other file, in the order given, is one step of the schema: MIGRATION("text").
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return s }
function close_statement() { if (open) print "\")"; open = 0 }
function close_file() { close_statement(); if (migration) print ")"; if (in_file) print "#endif"; in_file = 1 }
FNR == 1 { close_file(); migration = FILENAME !~ /statements\.sql$/
           print migration ? "#ifdef MIGRATION\nMIGRATION(" : "#ifdef STATEMENT" }
migration { print "\"" quoted($0) "\\n\""; next }
/^-- name: / { close_statement(); printf "STATEMENT(%s, \"", $3; open = 1; next }
/^ *--/ || /^ *$/ { next }
open { sub(/^ +/, ""); printf "%s ", quoted($0); next }
{ print FILENAME ":" FNR ": text before the first '-- name:'" >"/dev/stderr"; exit 1 }
END { close_file() }
