# chartcode. 'make' builds, 'make demo' shows the whole way of a chart, 'make test' runs every test; 'make help' lists the rest.
SHELL := /bin/bash
CC ?= gcc
VERSION := 0.1.0
B ?= build
PREFIX ?= /usr/local
DATADIR := $(PREFIX)/share/chartcode

PKGS := lept hunspell sqlite3 expat libarchive jansson libsodium libutf8proc libzstd libseccomp zbar libdmtx libtiff-4 gnutls libmicrohttpd
PKG_CFLAGS = $(shell pkg-config --cflags tesseract $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lzint -lhpdf

WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
        -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough
OPT ?= -O2
CPPFLAGS += -Iinclude -D_GNU_SOURCE -DCHARTCODE_VERSION='"$(VERSION)"' -DCHARTCODE_DATADIR='"$(DATADIR)"'
CFLAGS += -std=c17 $(OPT) -g $(WARN) -fstack-protector-strong -fno-strict-aliasing $(SANITIZE)
LDFLAGS += $(SANITIZE)
LDLIBS = $(PKG_LIBS) -lm
BIN ?= chartcode

SRC := $(filter-out pipeline/main.c,$(wildcard pipeline/*.c pipeline/*/*.c))
OBJ := $(SRC:%.c=$(B)/%.o)

LEXICON := models/chartcode.lex

.PHONY: all
all: $(BIN) $(LEXICON)

# What other folders add: code set of the package, SQL, samples, tests.
include $(wildcard pipeline/*/*.mk samples/*.mk tests/*.mk tests/*/*.mk)

$(BIN): $(B)/pipeline/main.o $(B)/libchartcode.a
	@echo '  ld  $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libchartcode.a: $(OBJ) $(EXTRA_OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# ---- the lexicon: dictionaries and the package's code set, compiled
DICTIONARIES := $(wildcard dictionaries/*.tsv dictionaries/*/*.tsv) models/ranking.tsv

.PHONY: lexicon
lexicon: $(LEXICON)

# The code set is fetched here, where it is wanted: a machine that cannot reach it tries again only when the lexicon is due.
$(LEXICON): $(BIN) $(DICTIONARIES) $(wildcard $(CODESET_FILES))
	@$(MAKE) --no-print-directory codeset
	@echo '  lexicon  $@'
	@./$(BIN) lexicon build --out $@ $$(ls $(CODESET_FILES) 2>/dev/null)

# ---- the ranking model, fitted to the coded synthetic notes; CODIESP=FOLDER adds CodiEsp's train cases (train/ and trainD.tsv there)
.PHONY: train
train: $(BIN)
	@models/train/train.sh ./$(BIN) "$(CODIESP)" $(wildcard $(CODESET_FILES))

# ---- the two commands of the README
.PHONY: demo
demo: deps
	@$(MAKE) --no-print-directory all
	@tests/demo.sh ./$(BIN)

.PHONY: test
test: deps
	@$(MAKE) --no-print-directory all test-programs
	@tests/run.sh

# ---- packages of Debian that building, testing or running needs
DEB_RUN := libtesseract5 tesseract-ocr-eng tesseract-ocr-osd hunspell-en-us hunspell-en-med poppler-utils
DEB_BUILD := gcc make pkg-config libtesseract-dev libleptonica-dev libhunspell-dev libsqlite3-dev libexpat1-dev libarchive-dev libjansson-dev \
             libsodium-dev libutf8proc-dev libzstd-dev libseccomp-dev libzbar-dev libdmtx-dev libzint-dev libhpdf-dev libtiff-dev libgnutls28-dev libmicrohttpd-dev python3-pip
DEB_TEST := libcmocka-dev clang clang-format libclang-rt-14-dev tesseract-ocr

# A machine may have node and a browser from elsewhere: Debian's come only where the command is missing.
DEB_DESK = $(foreach c,node:nodejs npm:npm chromium:chromium,$(if $(shell command -v $(firstword $(subst :, ,$c))),,$(lastword $(subst :, ,$c))))

.PHONY: deps
deps:
	@tests/deps.sh $(DEB_BUILD) $(DEB_RUN) $(DEB_TEST) $(DEB_DESK)

# ---- checks
C_FILES = $(shell git ls-files '*.c' '*.h')

.PHONY: format
format:
	clang-format -i $(C_FILES)

.PHONY: lint
lint:
	@tests/lint.sh

.PHONY: check
check: lint test

.PHONY: asan
asan:
	@$(MAKE) --no-print-directory B=build/asan BIN=build/asan/chartcode SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined' OPT=-O1 \
	    build/asan/chartcode test-programs
	@TEST_BUILD=build/asan CHARTCODE=build/asan/chartcode tests/run.sh

.PHONY: clang
clang:
	@$(MAKE) --no-print-directory B=build/clang BIN=build/clang/chartcode CC=clang build/clang/chartcode

.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(DATADIR)/dictionaries/diagnoses $(DESTDIR)$(DATADIR)/dictionaries/procedures \
	    $(DESTDIR)$(DATADIR)/models $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/chartcode
	install -p -m 644 $(LEXICON) $(DESTDIR)$(DATADIR)/models/chartcode.lex
	install -m 644 dictionaries/*.tsv $(DESTDIR)$(DATADIR)/dictionaries
	install -m 644 dictionaries/diagnoses/*.tsv $(DESTDIR)$(DATADIR)/dictionaries/diagnoses
	install -m 644 dictionaries/procedures/*.tsv $(DESTDIR)$(DATADIR)/dictionaries/procedures
	install -m 644 models/*.tsv $(DESTDIR)$(DATADIR)/models
	install -m 644 chartcode.1 $(DESTDIR)$(PREFIX)/share/man/man1

compile_commands.json:
	@tests/compile_commands.sh '$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS)' $(SRC) pipeline/main.c > $@

.PHONY: clean
clean:
	rm -rf build $(BIN) $(LEXICON) compile_commands.json

.PHONY: help
help:
	@echo 'all          build ./chartcode and its lexicon'
	@echo 'demo         install what is missing, build, run the pipeline over samples/, print the worklist'
	@echo 'test         install what is missing, build, run every test'
	@echo 'check        lint and test'
	@echo 'asan fuzz    tests with sanitizers; fuzz every parser'
	@echo 'bench        measure coding and reading; bench-notes: speed of coding; bench-reading: reading beside the tesseract command'
	@echo 'codeset      fetch the public ICD-10-CM; lexicon: compile dictionaries and code set'
	@echo 'samples      make the sample scans again; train: fit the ranking model'
	@echo 'install      into PREFIX ($(PREFIX)); deps: Debian packages; desk: the page of the desk anew'
