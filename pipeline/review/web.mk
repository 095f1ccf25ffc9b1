# The page's files as one C table (assets.h). Until the page is built the table is empty.
$(B)/pipeline/review/web_assets.c:
	@mkdir -p $(@D)
	@printf '#include "assets.h"\nconst struct asset review_assets[] = {{0}};\n' >$@

$(B)/pipeline/review/web_assets.o: $(B)/pipeline/review/web_assets.c
	@$(CC) $(CPPFLAGS) -Ipipeline/review $(CFLAGS) -c -o $@ $<

EXTRA_OBJ += $(B)/pipeline/review/web_assets.o
