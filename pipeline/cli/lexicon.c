/* chartcode lexicon build: dictionaries and official files to one compiled lexicon. */
#include "lexicon_build.h"

#include "base/paths.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

/* What is left out is told on standard error: a folder with the books of several years, or with a note beside them, is no fault. */
static enum status import_all(struct codeset *set, int n, char **paths)
{
    struct buf left_out;
    enum status st = ST_OK;
    buf_init(&left_out, SIZE_MAX);
    TRY(codeset_import_newest(set, (size_t)n, paths, &left_out));
    if (left_out.n) (void)fprintf(stderr, "chartcode: %.*s", (int)left_out.n, left_out.p);
    TRY(codeset_finish(set));
done:
    buf_clear(&left_out);
    return st;
}

static enum status build(struct config *config, int argc, char **argv)
{
    static const struct command self = {"lexicon build", "--out FILE [CODESET_FILE...]",
                                        "Compiles the dictionaries and official files into one lexicon", NULL};
    const char *out = NULL, *dictionaries = NULL, *model = NULL;
    const struct cli_option options[] = {{"out", CLI_TEXT, &out, "FILE", "the lexicon to write"},
                                         {"dictionaries", CLI_TEXT, &dictionaries, "FOLDER", "dictionaries to use instead of the program's own"},
                                         {"model", CLI_TEXT, &model, "FILE", "ranking weights to use instead of the program's own"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    char *own_dictionaries = NULL, *own_model = NULL;
    struct codeset set = {0};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (!out) TRY(fail(ST_USAGE, "'lexicon build' needs --out FILE"));
    TRY(data_path("dictionaries", &own_dictionaries));
    TRY(data_path("models/ranking.tsv", &own_model));
    if (n) {
        TRY(codeset_new(&set));
        TRY(import_all(&set, n, argv + 1));
    }
    TRY(lexicon_build(dictionaries ? dictionaries : own_dictionaries, model ? model : own_model, config->spelling, n ? &set : NULL, out));
done:
    if (n) codeset_free(&set);
    free(own_dictionaries);
    free(own_model);
    return st;
}

static enum status info(struct config *config, int argc, char **argv)
{
    static const struct command self = {"lexicon info", "", "Says what the lexicon in use was made of", NULL};
    struct lexicon *lex = NULL;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    TRY(lexicon_open(config->lexicon, &lex));
    (void)printf("codes %u\nphrases %u\nterms %u\ncues %u\nabbreviations and synonyms %u\nbytes %zu\nversion ", lex->code_count, lex->entry_count,
                 lex->term_count, lex->cue_count, lex->rewrite_count, lex->bytes);
    for (size_t i = 0; i < 16; i++) (void)printf("%02x", lex->header->hash[i]);
    (void)printf("\n%s", lex_cstr(lex, lex->header->sources));
done:
    lexicon_close(lex);
    return st;
}

static enum status check(struct config *config, int argc, char **argv)
{
    static const struct command self = {"lexicon check", "[FILE]", "Compares every byte of a lexicon with what was built", NULL};
    struct lexicon *lex = NULL;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    const char *path = n ? argv[1] : config->lexicon;
    TRY(lexicon_open(path, &lex));
    TRY(lexicon_verify(lex, *path ? path : "of this program"));
    (void)printf("the lexicon is as it was built\n");
done:
    lexicon_close(lex);
    return st;
}

static enum status run_lexicon(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {{"build", "--out FILE [CODESET_FILE...]", "compiles dictionaries and official files", build},
                                           {"check", "[FILE]", "compares every byte of a lexicon with what was built", check},
                                           {"info", "", "says what the lexicon in use was made of", info},
                                           {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_lexicon, verbs, argc, argv);
}

const struct command command_lexicon = {"lexicon", "build|check|info", "Compiles and describes the lexicon", run_lexicon};
