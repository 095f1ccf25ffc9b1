/* What coders taught (lexicon_learn()), applied to what was found. It may lead a phrase's code to another one of the code set,
 * mute it, or move its confidence; every time the candidate says so. */
#include "gather.h"

#define MOST_STEPS 4 /* one code led to another, which is led on; a circle ends here */

static const struct lex_entry *entry_of(const struct gathering *g, const struct use *u)
{
    return &g->run->lex->entries[g->run->mentions.p[u->mention].entry];
}

bool learned_apply(const struct gathering *g, struct use *u)
{
    const struct lexicon *lex = g->run->lex;
    const struct lex_entry *e = entry_of(g, u);
    const struct lex_learned *row;
    if (!e->learned) return false;
    if ((row = lexicon_learned(lex, e, u->code, LEARNED_ADD))) u->learned = row->text;
    for (int i = 0; i < MOST_STEPS && (row = lexicon_learned(lex, e, u->code, LEARNED_INSTEAD)); i++) {
        u->code = row->other;
        u->learned = row->text;
    }
    if (!(row = lexicon_learned(lex, e, u->code, LEARNED_MUTE))) return false;
    u->learned = row->text;
    return true;
}

void learned_move(const struct gathering *g, struct tally *t)
{
    const struct lexicon *lex = g->run->lex;
    const struct lex_learned *row = lexicon_learned(lex, entry_of(g, &g->uses[t->best]), t->code, LEARNED_WEIGHT);
    t->unlearned = t->confidence;
    t->moved = row ? row->text : 0;
    if (row) t->confidence = ranking_moved(t->confidence, (double)row->weight);
}
