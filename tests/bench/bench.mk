# Speed of coding: start, notes a second, memory.
.PHONY: bench-notes
bench-notes: $(BIN) $(LEXICON)
	@tests/bench/notes.sh ./$(BIN)

.PHONY: bench
bench: bench-notes bench-reading

# Reading beside the tesseract command, kind by kind, on the pages of the damage bench: some 20 minutes on one idle core.
# BENCH_KINDS="fold curl" measures these kinds alone, BENCH_PAGES=FOLDER other pages; only a run over all is kept in results.tsv.
BENCH_PAGES ?= $(SCANS_BUILD)/bench-pages
BENCH_KINDS ?=

.PHONY: bench-reading
bench-reading: deps
	@tests/deps.sh $(DEB_SCANS)
	@$(MAKE) --no-print-directory all $(B)/tests/bench/reading
	@[ -d $(BENCH_PAGES) ] || $(MAKE) --no-print-directory bench-pages
	@$(B)/tests/bench/reading --chartcode ./$(BIN) $(BENCH_KINDS:%=--kind %) $(if $(BENCH_KINDS),--each,--results tests/bench/results.tsv) \
	    --label "$$(git rev-parse --short HEAD 2>/dev/null)" $(BENCH_PAGES)

$(B)/tests/bench/reading: tests/bench/reading.c tests/bench/score.c tests/bench/score.h
	@mkdir -p $(@D)
	@echo '  cc  $@'
	@$(CC) -D_GNU_SOURCE -Itests/bench $(PKG_CFLAGS) $(CFLAGS) -o $@ tests/bench/reading.c tests/bench/score.c $(LDFLAGS) -ljansson

# Coders at the desk: LOAD_CODERS at once for LOAD_SECONDS on LOAD_WORKSPACE, a workspace with charts that are ready.
LOAD_CODERS ?= 50
LOAD_SECONDS ?= 300
LOAD_THINK_MS ?= 2000
LOAD_WORKSPACE ?= ./chartcode-work

.PHONY: bench-desk
bench-desk: $(BIN) $(LEXICON) $(B)/tests/bench/desk_load
	@python3 tests/bench/desk.py ./$(BIN) $(LOAD_WORKSPACE) $(B)/tests/bench/desk_load $(LOAD_CODERS) $(LOAD_SECONDS) $(LOAD_THINK_MS)

$(B)/tests/bench/desk_load: tests/bench/desk_load.c
	@mkdir -p $(@D)
	@echo '  cc  $@'
	@$(CC) -D_GNU_SOURCE $(PKG_CFLAGS) $(CFLAGS) -o $@ $< $(LDFLAGS) -ljansson -lpthread

# The desk on a workspace of 100,000 charts of invented people; DESK_WORKSPACE=FOLDER keeps it elsewhere.
DESK_WORKSPACE ?= $(B)/bench-desk

.PHONY: bench-worklists
bench-worklists: $(BIN) $(LEXICON) $(B)/tests/bench/desk
	@$(B)/tests/bench/desk $(DESK_WORKSPACE)

$(B)/tests/bench/desk: tests/bench/desk.c $(B)/libchartcode.a
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LDFLAGS) $(B)/libchartcode.a $(LDLIBS)
