# Reading beside the tesseract command, kind by kind, on the pages of the damage bench. BENCH_PAGES=FOLDER measures other pages.
BENCH_PAGES ?= build/bench-pages

.PHONY: bench-reading
bench-reading: $(BIN) $(LEXICON) $(B)/tests/bench/reading
	@[ -d $(BENCH_PAGES) ] || $(MAKE) --no-print-directory bench-pages
	@$(B)/tests/bench/reading --chartcode ./$(BIN) --results tests/bench/results.tsv --label "$$(git rev-parse --short HEAD 2>/dev/null)" $(BENCH_PAGES)

$(B)/tests/bench/reading: tests/bench/reading.c tests/bench/score.c tests/bench/score.h
	@mkdir -p $(@D)
	@echo '  cc  $@'
	@$(CC) -D_GNU_SOURCE -Itests/bench $(PKG_CFLAGS) $(CFLAGS) -o $@ tests/bench/reading.c tests/bench/score.c $(LDFLAGS) -ljansson
