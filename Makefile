# chartcode: 'make' builds, 'make demo' shows it all, 'make test' runs every test. 'make help' lists the targets.
SHELL := /bin/bash
CC ?= gcc
VERSION := 0.1.0
B := build

PKGS := tesseract lept libtiff-4 hunspell sqlite3 expat libarchive jansson libsodium libutf8proc libzstd libseccomp zbar
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null)

WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
        -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough
OPT ?= -O2
CPPFLAGS += -Iinclude -D_GNU_SOURCE -DCHARTCODE_VERSION='"$(VERSION)"'
CFLAGS += -std=c17 $(OPT) -g $(WARN) -fstack-protector-strong -fno-strict-aliasing
LDLIBS = $(PKG_LIBS) -lm

SRC := $(filter-out pipeline/main.c,$(wildcard pipeline/*.c pipeline/*/*.c))
OBJ := $(SRC:%.c=$(B)/%.o)

.PHONY: all
all: chartcode

chartcode: $(B)/pipeline/main.o $(B)/libchartcode.a
	@echo '  ld  $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/libchartcode.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  cc  $<'
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(B) -name '*.d' 2>/dev/null)
