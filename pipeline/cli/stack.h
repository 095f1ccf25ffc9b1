/* Parts a stack of paper into charts by its cover sheets and separators, file after file.
 *
 *   A cover sheet begins a chart and tells whose it is. A separator ends one chart, and the next page begins another.
 *   A file without sheets is a chart of its own, and so are the pages before the first sheet of a file.
 *   Where a file ends in a sheet (as where a scanner writes each page to its own file), the chart runs on over the next files of the same
 *   folder up to the next sheet. With `one_stack` every chart runs on so; with `one_chart` all is one chart and sheets part nothing.
 *
 * What a cover sheet says beats the clerk's list, which beats what was given for all files: the sheet lies on the chart itself. Of a
 * file with several charts the list's patient is that of the first. */
#ifndef CC_CLI_STACK_H
#define CC_CLI_STACK_H

#include "base/arena.h"
#include "base/vector.h"
#include "queue.h"

struct stack {
    bool one_stack, one_chart;
    struct arena *arena; /* of the texts; owned */
    VECTOR(struct queue_file) files;
    VECTOR(struct queue_stack_chart) charts;
    VECTOR(struct queue_stack_page) pages;
    bool has_chart; /* the last of `charts` is open: the next page may belong to it */
    bool only_sheets; /* it has no other page yet */
    bool ended; /* by a separator: the next page begins another */
    bool runs_on; /* over the end of the file */
    char *folder; /* of the last file; owned, NULL: none */
};

/* What is known of a file beside its sheets. */
struct stack_file {
    struct queue_file file;
    const struct sheet *sheets; /* for each page; NULL: it has none */
    struct chart_facts given; /* for all files: command line, configuration */
    struct chart_facts listed; /* the same with what the clerk's list says of this file */
};

/* What a person should hear of. */
struct stack_notes {
    uint32_t charts; /* begun by this file */
    int disputed_page; /* a cover sheet whose barcodes contradict each other; 0: none */
    int disagreeing_page; /* a cover sheet that says otherwise than the list or the command line; 0: none */
};

enum status stack_open(struct stack *s) MUST_CHECK;
void stack_close(struct stack *s);
/* True when what the stack holds is complete before this file: it may be accepted and emptied first. */
bool stack_is_complete_before(const struct stack *s, const struct stack_file *f);
/* Texts are copied. */
enum status stack_add(struct stack *s, const struct stack_file *f, struct stack_notes *ret) MUST_CHECK;
/* Complete as it stands: no chart runs on. */
bool stack_is_complete(const struct stack *s);
struct queue_stack stack_view(const struct stack *s);
/* Empties it, and nothing runs on. */
void stack_end(struct stack *s);
/* Empties it. A chart that runs on with nothing in it yet but a separator goes on running. */
void stack_clear(struct stack *s);

#endif
