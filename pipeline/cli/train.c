/* chartcode train: fits the ranking model to coded charts. Folds are by chart; figures of both the fitted and the held-out
 * folds are printed, with the calibration of the held-out ones. The result is a table to be kept as models/ranking.tsv. */
#include "cli.h"
#include "intake.h"
#include "lexicon.h"
#include "match_stage.h"
#include "run.h"

#include "../match/rank.h"

#include "base/file.h"
#include "base/tsv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CHART_ARENA_BYTES ((size_t)1 << 30)
#define NOTE_BYTES ((size_t)16 << 20)
#define FOLDS 5
#define BINS 10
#define ROUNDS 4
#define AS_GOOD 0.002 /* of F1 */
/* How firmly a code's offset is held to 0, in examples. The outpatient notes are synthetic and few hands wrote them: their
 * habits are trusted less than those of hundreds of published cases. */
static const double code_strength[] = {[ENCOUNTER_OUTPATIENT] = 6.0, [ENCOUNTER_INPATIENT] = 1.5};
#define LEAST_OFFSET 0.05 /* of a code worth a row */

struct training {
    struct chart_line *line;
    const struct lexicon *lex;
    struct arena *arena;
    const char *notes; /* folder of NAME.txt */
    struct str answer; /* codes of the chart at hand */
    uint32_t group, answers; /* charts so far; codes in the answers of all */
    float weight;
    double *offset; /* by code */
    struct example *list;
    uint32_t n, room;
    bool inpatient;
    bool failed;
};

static bool is_answer(const struct training *t, uint32_t code)
{
    struct str rest = t->answer, one;
    while (rest.n && str_cut(&rest, ' ', &one))
        if (str_eq_nocase(one, lex_str(t->lex, t->lex->codes[code].code))) return true;
    return false;
}

static bool is_below_code(const struct lexicon *lex, uint32_t code)
{
    int32_t parent = lex->codes[code].parent;
    return parent >= 0 && lex->codes[parent].level == LEVEL_CODE;
}

/* Some answers are older than the books, which have divided their codes since (R51 is R51.0 and R51.9): they tell nothing of
 * the codes below them. */
static bool is_unjudged(const struct training *t, uint32_t code)
{
    while (is_below_code(t->lex, code)) {
        code = (uint32_t)t->lex->codes[code].parent;
        if (is_answer(t, code)) return true;
    }
    return false;
}

static void observe(void *ctx, uint32_t code, const float *features)
{
    struct training *t = ctx;
    if (t->lex->codes[code].system != SYSTEM_ICD10CM || is_unjudged(t, code)) return;
    if (t->n == t->room) {
        uint32_t room = t->room ? t->room * 2 : 4096;
        struct example *grown = realloc(t->list, room * sizeof *grown);
        t->failed = t->failed || !grown;
        if (!grown) return;
        t->list = grown;
        t->room = room;
    }
    struct example *e = &t->list[t->n++];
    memcpy(e->features, features, sizeof e->features);
    e->right = is_answer(t, code);
    e->group = t->group;
    e->weight = t->weight;
    e->code = e->category = code;
    while (is_below_code(t->lex, e->category)) e->category = (uint32_t)t->lex->codes[e->category].parent;
}

static enum status run_note(struct training *t, struct str name, struct encounter encounter)
{
    char file[512], *path = NULL, *bytes = NULL;
    enum status st = ST_OK;
    size_t n;
    (void)snprintf(file, sizeof file, "%.*s.txt", STR_ARG(name));
    path = path_join(t->notes, file);
    if (!path) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(file_read(path, NOTE_BYTES, &bytes, &n));
    struct page page = {.arena = t->arena, .media = MEDIA_TEXT, .text = {bytes, n}, .number = 1};
    struct chart chart = {.arena = t->arena, .file = path, .encounter = encounter, .pages = &page, .page_count = 1};
    TRY(chart_line_run(t->line, &chart));
    t->group++;
done:
    arena_reset(t->arena);
    free(bytes);
    free(path);
    return st;
}

static enum status note_row(void *ctx, const struct tsv *row)
{
    struct training *t = ctx;
    bool inpatient = str_eq(row->cell[1], STR("inpatient"));
    long age = -1;
    struct str rest = row->cell[4], one;
    if (inpatient != t->inpatient) return ST_OK;
    (void)str_to_long(row->cell[2], 0, 130, &age);
    struct encounter e = {.type = inpatient ? ENCOUNTER_INPATIENT : ENCOUNTER_OUTPATIENT, .age_years = (int)age};
    e.sex = str_eq(row->cell[3], STR("F")) ? SEX_FEMALE : str_eq(row->cell[3], STR("M")) ? SEX_MALE : SEX_UNKNOWN;
    t->answer = row->cell[4];
    while (rest.n && str_cut(&rest, ' ', &one)) t->answers++;
    return run_note(t, row->cell[0], e);
}

struct figures {
    double precision, recall, f1;
};

static struct figures figures_at(const struct training *t, const double *confidence, double threshold)
{
    double shown = 0, right = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        if (confidence[i] < threshold) continue;
        shown++;
        right += t->list[i].right;
    }
    struct figures f = {.precision = shown > 0 ? right / shown : 0, .recall = t->answers ? right / t->answers : 0};
    f.f1 = f.precision + f.recall > 0 ? 2 * f.precision * f.recall / (f.precision + f.recall) : 0;
    return f;
}

/* F1 is flat around its top. Of the thresholds that are as good as the best the lowest is taken: what is missing costs a
 * coder more than what is struck out. */
static double best_threshold(const struct training *t, const double *confidence)
{
    double top = 0.0;
    int best = 90;
    for (int i = 10; i < 90; i++) top = fmax(top, figures_at(t, confidence, i / 100.0).f1);
    while (best > 10 && figures_at(t, confidence, best / 100.0).f1 < top) best--;
    for (int i = best; i >= 10; i--)
        if (figures_at(t, confidence, i / 100.0).f1 >= top - AS_GOOD) best = i;
    return best / 100.0;
}

/* Expected calibration error: mean gap between confidence and share right, over ten equal bins. */
static double calibration_error(const struct training *t, const double *confidence)
{
    double sum[BINS] = {0}, right[BINS] = {0}, error = 0.0;
    uint32_t n[BINS] = {0};
    for (uint32_t i = 0; i < t->n; i++) {
        int bin = (int)(confidence[i] * BINS);
        if (bin >= BINS) bin = BINS - 1;
        sum[bin] += confidence[i];
        right[bin] += t->list[i].right;
        n[bin]++;
    }
    for (int b = 0; b < BINS; b++) {
        if (n[b]) error += fabs(sum[b] - right[b]) / t->n;
        (void)fprintf(stderr, "  confidence %.1f-%.1f: %6u candidates, mean %.3f, right %.3f\n", b / 10.0, (b + 1) / 10.0, n[b],
                      n[b] ? sum[b] / n[b] : 0.0, n[b] ? right[b] / n[b] : 0.0);
    }
    return error;
}

/* Fits all but the charts of one fold (folds 0: all); fills in the confidence of the others (of all). */
static enum status fit_without(const struct training *t, double strength, uint32_t folds, uint32_t fold, struct ranking *r, double *confidence)
{
    enum status st = ST_OK;
    struct ranking prior = *r;
    enum encounter_type type = t->inpatient ? ENCOUNTER_INPATIENT : ENCOUNTER_OUTPATIENT;
    for (uint32_t i = 0; i < t->n; i++) t->list[i].offset = 0.0;
    for (int round = 0; round < ROUNDS; round++) { /* weights and offsets in turn, until neither moves much */
        TRY(ranking_fit(t->list, t->n, &prior, strength, folds, fold, r));
        TRY(ranking_fit_codes(t->list, t->n, r, code_strength[type], folds, fold, t->lex->code_count, t->offset));
        for (uint32_t i = 0; i < t->n; i++) t->list[i].offset = t->offset[t->list[i].code];
    }
    for (uint32_t i = 0; i < t->n; i++)
        if (folds == 0 || t->list[i].group % folds == fold) confidence[i] = ranking_confidence(r, t->list[i].features, t->list[i].offset);
done:
    return st;
}

static enum status held_out(const struct training *t, const struct ranking *prior, double strength, double *confidence)
{
    enum status st = ST_OK;
    for (uint32_t fold = 0; fold < FOLDS; fold++) {
        struct ranking r = *prior;
        TRY(fit_without(t, strength, FOLDS, fold, &r, confidence));
    }
done:
    return st;
}

static enum status fit(struct training *t, double strength, struct ranking *ret)
{
    enum status st = ST_OK;
    struct ranking prior;
    double *confidence = malloc((t->n + 1) * sizeof *confidence);
    if (!confidence) TRY(fail(ST_NO_MEMORY, "out of memory"));
    ranking_load(&prior, t->lex, t->inpatient ? ENCOUNTER_INPATIENT : ENCOUNTER_OUTPATIENT);
    *ret = prior;
    if (t->n == 0) goto done;
    TRY(held_out(t, &prior, strength, confidence));
    ret->threshold = best_threshold(t, confidence);
    struct figures out = figures_at(t, confidence, ret->threshold);
    (void)fprintf(stderr, "%s: %u charts, %u candidates\n", t->inpatient ? "inpatient" : "outpatient", t->group, t->n);
    double error = calibration_error(t, confidence);
    double threshold = ret->threshold;
    TRY(fit_without(t, strength, 0, 0, ret, confidence));
    ret->threshold = threshold;
    struct figures in = figures_at(t, confidence, threshold);
    (void)fprintf(stderr, "  held out: P %.3f R %.3f F1 %.3f, calibration error %.3f; fitted: P %.3f R %.3f F1 %.3f; threshold %.2f\n", out.precision,
                  out.recall, out.f1, error, in.precision, in.recall, in.f1, threshold);
done:
    free(confidence);
    return st;
}

/* What is fitted for one type of encounter. */
struct model {
    struct ranking ranking;
    double *offset; /* by code; owned */
};

static void print_weights(const struct ranking *outpatient, const struct ranking *inpatient)
{
    (void)printf(
        "# Weights of the ranking model: confidence = 1 / (1 + exp(-sum of weight x feature - offset of the code)). What each feature means\n"
        "# stands in pipeline/match/rank.h. `threshold` is the confidence from which a candidate is suggested first, `fallback` and `neighbour`\n"
        "# what alternatives have of their candidate's confidence, `vague` what a code keeps of its own beside one that says more; a `code:`\n"
        "# row counts for all codes below it. Made by 'make train'.\n"
        "feature\toutpatient\tinpatient\tnote\n");
    (void)printf("threshold\t%.2f\t%.2f\n", outpatient->threshold, inpatient->threshold);
    (void)printf("fallback\t%.2f\t%.2f\n", outpatient->fallback, inpatient->fallback);
    (void)printf("neighbour\t%.2f\t%.2f\n", outpatient->neighbour, inpatient->neighbour);
    (void)printf("vague\t%.2f\t%.2f\n", outpatient->vague, inpatient->vague);
    for (int i = 0; i < FEATURE_COUNT; i++)
        (void)printf("%s\t%.3f\t%.3f\n", feature_name((enum feature)i), (double)outpatient->weight[i], (double)inpatient->weight[i]);
}

static void print_offsets(const struct lexicon *lex, const struct model *outpatient, const struct model *inpatient)
{
    for (uint32_t c = 0; c < lex->code_count; c++) {
        double out = outpatient->offset[c], in = inpatient->offset[c];
        if (fabs(out) >= LEAST_OFFSET || fabs(in) >= LEAST_OFFSET) (void)printf("code:%s\t%.2f\t%.2f\n", lex_cstr(lex, lex->codes[c].code), out, in);
    }
}

/* TABLE=FOLDER pairs: the coded charts' table and the folder of their texts. */
static enum status read_set(struct training *t, const char *pair)
{
    char table[512];
    const char *equals = strchr(pair, '=');
    if (!equals || (size_t)(equals - pair) >= sizeof table) return fail(ST_USAGE, "'%s' is not TABLE=FOLDER", pair);
    (void)snprintf(table, sizeof table, "%.*s", (int)(equals - pair), pair);
    t->notes = equals + 1;
    struct tsv rows;
    enum status st = tsv_open(&rows, table, "note encounter age sex codes reason");
    for (bool more = true; st == ST_OK;) {
        st = tsv_next(&rows, &more);
        if (st != ST_OK || !more) break;
        st = note_row(t, &rows);
    }
    tsv_close(&rows);
    return st;
}

static enum status train(struct config *config, int n, char **pairs, bool inpatient, double strength, struct model *ret)
{
    struct training t = {.inpatient = inpatient, .weight = 1.0f};
    enum status st = ST_OK;
    TRY(chart_line_open(config, &t.line));
    t.arena = arena_new(CHART_ARENA_BYTES);
    if (!t.arena) TRY(ST_NO_MEMORY);
    void *match = chart_line_state(t.line, "match");
    t.lex = match_lexicon(match);
    match_observe(match, observe, &t);
    t.offset = ret->offset = calloc((size_t)t.lex->code_count + 1, sizeof *t.offset);
    if (!t.offset) TRY(fail(ST_NO_MEMORY, "out of memory"));
    for (int i = 1; i <= n; i++) TRY(read_set(&t, pairs[i]));
    if (t.failed) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(fit(&t, strength, &ret->ranking));
done:
    free(t.list);
    arena_free(t.arena);
    chart_line_close(t.line);
    return st;
}

static enum status run_train(struct config *config, int argc, char **argv)
{
    int strength = 4, n;
    const struct cli_option options[] = {{"strength", CLI_INT, &strength, "N", "how firmly weights are held to the model in use, in examples [4]"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct model outpatient = {0}, inpatient = {0};
    struct lexicon *lex = NULL;
    enum status st = ST_OK;
    TRY(cli_parse(config, &command_train, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'train' needs TABLE=FOLDER"));
    TRY(lexicon_open(config->lexicon, &lex));
    TRY(train(config, n, argv, false, strength, &outpatient));
    TRY(train(config, n, argv, true, strength, &inpatient));
    print_weights(&outpatient.ranking, &inpatient.ranking);
    print_offsets(lex, &outpatient, &inpatient);
done:
    lexicon_close(lex);
    free(outpatient.offset);
    free(inpatient.offset);
    return st;
}

const struct command command_train = {"train", "[--strength N] TABLE=FOLDER...", "Fits the ranking model to coded charts; prints it", run_train};
