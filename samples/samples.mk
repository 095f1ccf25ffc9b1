# Samples and the damage bench; included by the main Makefile, which may set CC and BUILD first.
#
# Other fonts give other pictures: the committed scans are made with these. Only these two programs need Pango; `make all` must
# not depend on them.
DEB_SCANS := libpango1.0-dev fonts-dejavu-core fonts-dejavu-extra fonts-liberation fonts-urw-base35

SCANS_BUILD ?= build
SCANS_CFLAGS = -std=c17 -O2 -g -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion $(shell pkg-config --cflags pangocairo lept)
SCANS_LIBS = $(shell pkg-config --libs pangocairo lept) -lm

SCANS_SRC := $(filter-out tests/scans/bench_pages.c,$(wildcard tests/scans/*.c))
SCANS_OBJ := $(SCANS_SRC:%.c=$(SCANS_BUILD)/scans/%.o)
SCANS_MAINS := samples/make.c tests/scans/bench_pages.c

.PHONY: samples samples-truth bench-pages

samples: $(SCANS_BUILD)/samples-make
	$(SCANS_BUILD)/samples-make

samples-truth: $(SCANS_BUILD)/samples-make
	$(SCANS_BUILD)/samples-make --truth $(SCANS_BUILD)/samples-truth

bench-pages: $(SCANS_BUILD)/scan-bench
	$(SCANS_BUILD)/scan-bench $(SCANS_BUILD)/bench-pages

$(SCANS_BUILD)/samples-make: $(SCANS_BUILD)/scans/samples/make.o $(SCANS_OBJ)
	$(CC) -o $@ $^ $(SCANS_LIBS)

$(SCANS_BUILD)/scan-bench: $(SCANS_BUILD)/scans/tests/scans/bench_pages.o $(SCANS_OBJ)
	$(CC) -o $@ $^ $(SCANS_LIBS)

$(SCANS_BUILD)/scans/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(SCANS_CFLAGS) -MMD -c -o $@ $<

-include $(SCANS_OBJ:.o=.d) $(SCANS_MAINS:%.c=$(SCANS_BUILD)/scans/%.d)
