# The judge's weights: models/judge.tsv becomes the rows of a C table.
JUDGE_INC := $(B)/pipeline/read/judge.inc

$(JUDGE_INC): models/judge.tsv
	@mkdir -p $(@D)
	@echo '  tsv $@'
	@awk -F'\t' '!/^#/ && NF == 2 { printf "[W_%s] = %s,\n", toupper($$1), $$2 }' $< >$@.new && mv $@.new $@

$(B)/pipeline/read/judge.o: CPPFLAGS += -I$(B)/pipeline/read
$(B)/pipeline/read/judge.o: $(JUDGE_INC)
