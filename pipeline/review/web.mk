# The page of the coder's desk as one C table (assets.h): npm's parts by package-lock.json, bundled by esbuild. Without node and npm,
# or where the registry cannot be reached, the table is empty; `make` says so in one line and builds all else.
WEB_C := $(B)/pipeline/review/web_assets.c
WEB_NPM := build/npm
WEB_SRC := $(shell find pipeline/review/web -type f)

$(WEB_C): $(WEB_SRC)
	@echo '  web $@'
	@pipeline/review/web/build.sh $@ $(WEB_NPM)

$(WEB_C:.c=.o): $(WEB_C)
	@$(CC) $(CPPFLAGS) -Ipipeline/review $(CFLAGS) -c -o $@ $<

EXTRA_OBJ += $(WEB_C:.c=.o)

# The page alone, anew: after npm or the registry has come back.
.PHONY: desk
desk:
	@rm -f $(WEB_C)
	@$(MAKE) --no-print-directory all
