/* Age, sex and sequence groups of codes for sites that have not imported the Medicare Code Editor's files. */
#include "builder.h"

#include "base/tsv.h"

#define MCE_FLAGS                                                                                                                                    \
    ((uint32_t)CODE_FEMALE | CODE_MALE | CODE_NEWBORN | CODE_PEDIATRIC | CODE_MATERNITY | CODE_ADULT | CODE_MANIFESTATION |                          \
     CODE_UNACCEPTABLE_PRINCIPAL)

static const struct {
    const char *name;
    enum code_flag flag;
} groups[] = {{"female", CODE_FEMALE},
              {"male", CODE_MALE},
              {"newborn", CODE_NEWBORN},
              {"pediatric", CODE_PEDIATRIC},
              {"maternity", CODE_MATERNITY},
              {"adult", CODE_ADULT},
              {"manifestation", CODE_MANIFESTATION},
              {"unacceptable", CODE_UNACCEPTABLE_PRINCIPAL}};

static uint32_t flag_of(struct str name)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (str_eq(name, str_of(groups[i].name))) return groups[i].flag;
    return 0;
}

/* A code that the release does not have is passed over: the table is of one year, releases are of many. */
static enum status edit_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    struct str last = t->cell[0], first;
    uint32_t flag = flag_of(t->cell[1]);
    if (!flag) return tsv_fault(t, "unknown group '%.*s'", STR_ARG(t->cell[1]));
    (void)str_cut(&last, '-', &first);
    if (!last.p) last = first;
    uint32_t from = lexicon_code(&b->view, SYSTEM_ICD10CM, first), to = lexicon_code(&b->view, SYSTEM_ICD10CM, last);
    if (from == LEXICON_NO_CODE || to == LEXICON_NO_CODE) return ST_OK;
    for (uint32_t i = from; i < b->codes.p[to].end; i++)
        if (b->codes.p[i].level == LEVEL_CODE) b->codes.p[i].flags |= flag;
    return ST_OK;
}

enum status build_edit_groups(struct builder *b, const char *folder)
{
    for (uint32_t i = 0; i < b->codes.n; i++)
        if (b->codes.p[i].flags & MCE_FLAGS) return ST_OK; /* the official list was imported */
    builder_view(b);
    return each_row(folder, "edit_groups.tsv", "codes group note", edit_row, b);
}
