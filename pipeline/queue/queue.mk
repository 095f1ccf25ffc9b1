# SQL of the queue: statements.sql and the schema's versions become one generated C file (see embed.awk).
SQL_INC := $(B)/pipeline/queue/sql.inc

$(SQL_INC): pipeline/queue/embed.awk pipeline/queue/schema.sql $(sort $(wildcard pipeline/queue/migrate_*.sql)) $(sort $(wildcard pipeline/queue/*statements.sql))
	@mkdir -p $(@D)
	@echo '  sql $@'
	@awk -f $^ >$@.new && mv $@.new $@

$(B)/pipeline/queue/%.o: CPPFLAGS += -I$(B)/pipeline/queue
$(patsubst %.c,$(B)/%.o,$(wildcard pipeline/queue/*.c)): $(SQL_INC)

# It looks at the plans of the statements.
$(B)/tests/unit/test_desk_lists: CPPFLAGS += -I$(B)/pipeline/queue
$(B)/tests/unit/test_transcribe: CPPFLAGS += -I$(B)/pipeline/queue
$(B)/tests/unit/test_desk_faults: CPPFLAGS += -I$(B)/pipeline/queue
