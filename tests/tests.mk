# Unit programs: one for each tests/unit/test_*.c, linked with the library and cmocka.
UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT := $(UNIT_SRC:%.c=$(B)/%)

.PHONY: test-programs
test-programs: $(UNIT) $(B)/tests/golden/judge

$(B)/tests/unit/%: tests/unit/%.c $(B)/libchartcode.a
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) -Itests -DTEST_MAIN $(PKG_CFLAGS) $(CFLAGS) -Wno-missing-prototypes -MMD -MP -o $@ $< $(LDFLAGS) $(B)/libchartcode.a $(LDLIBS) -lcmocka

$(B)/tests/golden/%: tests/golden/%.c $(B)/libchartcode.a
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LDFLAGS) $(B)/libchartcode.a $(LDLIBS)

# After the program changed: moves expectations of known gaps that hold now to their cases, for review with git diff.
.PHONY: golden-update
golden-update: $(BIN) $(LEXICON) $(B)/tests/golden/judge
	@tests/golden_update.sh

# Fuzz targets: clang's libFuzzer, one for each tests/fuzz/fuzz_*.c; FUZZ_SECONDS each.
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_SECONDS ?= 20

.PHONY: fuzz
fuzz: $(BIN) $(LEXICON)
	@$(MAKE) --no-print-directory B=build/fuzz BIN=build/fuzz/chartcode CC=clang OPT=-O1 SANITIZE=-fsanitize=fuzzer-no-link,address,undefined \
	    fuzz-programs
	@tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ_SRC:tests/fuzz/%.c=build/fuzz/tests/fuzz/%)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_SRC:%.c=$(B)/%)

$(B)/tests/fuzz/%: tests/fuzz/%.c $(B)/libchartcode.a
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) -Itests $(PKG_CFLAGS) $(CFLAGS) -Wno-missing-prototypes -MMD -MP -o $@ $< $(LDFLAGS) -fsanitize=fuzzer $(B)/libchartcode.a $(LDLIBS)
