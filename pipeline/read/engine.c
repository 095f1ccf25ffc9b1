/* Tesseract behind one small door. */
#include "read_in.h"
#include "tesseract.h"

#include "base/config.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <time.h>

#define DEFAULT_DPI 300

struct engine {
    TessBaseAPI *api;
    double late_s, stop_s;
};

/* Tesseract asks OpenMP for four threads, which on few cores makes it several times slower. OMP_THREAD_LIMIT would have to
 * stand in the environment before the program starts; allowing no active level of parallel regions does the same. */
static void stop_openmp(void)
{
    if (tess.omp_set_max_active_levels) tess.omp_set_max_active_levels(0);
}

enum status engine_open(const struct config *config, struct engine **ret_engine)
{
    enum status st = tesseract_load();
    if (st != ST_OK) return st;
    stop_openmp();
    struct engine *e = calloc(1, sizeof *e);
    if (!e) return fail(ST_NO_MEMORY, "out of memory");
    e->api = tess.TessBaseAPICreate();
    const char *folder = config->tessdata[0] ? config->tessdata : NULL;
    if (!e->api || tess.TessBaseAPIInit2(e->api, folder, config->language, OEM_LSTM_ONLY) != 0) {
        engine_close(e);
        return fail(ST_MISSING, "cannot load the Tesseract model '%s' (package tesseract-ocr-%s, or set tessdata)", config->language,
                    config->language);
    }
    *ret_engine = e;
    return ST_OK;
}

void engine_close(struct engine *e)
{
    if (!e) return;
    if (e->api) {
        tess.TessBaseAPIEnd(e->api);
        tess.TessBaseAPIDelete(e->api);
    }
    free(e);
}

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void engine_limit(struct engine *e, double late_s, double stop_s)
{
    e->late_s = late_s, e->stop_s = stop_s;
}

bool engine_is_late(const struct engine *e)
{
    return e->late_s > 0 && now_s() >= e->late_s;
}

bool engine_knows(struct engine *e, const char *word)
{
    return tess.TessBaseAPIIsValidWord(e->api, word) != 0;
}

static struct box box_of(const TessPageIterator *at, TessPageIteratorLevel level, struct affine to_clean)
{
    int left = 0, top = 0, right = 1, bottom = 1;
    (void)tess.TessPageIteratorBoundingBox(at, level, &left, &top, &right, &bottom);
    return affine_box(to_clean, (struct box){left, top, right - left, bottom - top}, INT32_MAX / 2, INT32_MAX / 2);
}

static uint32_t count_words(TessResultIterator *it)
{
    uint32_t n = 0;
    do n++;
    while (tess.TessResultIteratorNext(it, RIL_WORD));
    tess.TessPageIteratorBegin(tess.TessResultIteratorGetPageIterator(it));
    return n;
}

static void add_row(struct reading *r, const TessPageIterator *at, struct affine to_clean)
{
    uint32_t block = r->row_count ? r->rows[r->row_count - 1].block : 0;
    if (r->row_count && tess.TessPageIteratorIsAtBeginningOf(at, RIL_BLOCK)) block++;
    r->rows[r->row_count++] = (struct row){.box = box_of(at, RIL_TEXTLINE, to_clean),
                                           .first = r->word_count,
                                           .block = block,
                                           .paragraph_start = tess.TessPageIteratorIsAtBeginningOf(at, RIL_PARA) != 0};
}

static enum status add_word(struct reading *r, TessResultIterator *it, struct affine to_clean, struct arena *arena)
{
    const TessPageIterator *at = tess.TessResultIteratorGetPageIteratorConst(it);
    char *text = tess.TessResultIteratorGetUTF8Text(it, RIL_WORD);
    if (!text) return ST_OK;
    struct str trimmed = str_trim(str_of(text));
    char *copy = arena_strdup(arena, trimmed.p, trimmed.n);
    size_t n = trimmed.n;
    tess.TessDeleteText(text);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    if (n == 0) return ST_OK;
    if (r->row_count == 0 || tess.TessPageIteratorIsAtBeginningOf(at, RIL_TEXTLINE)) add_row(r, at, to_clean);
    float confidence = tess.TessResultIteratorConfidence(it, RIL_WORD) / 100;
    r->words[r->word_count++] = (struct glimpse){.text = {copy, n},
                                                 .box = box_of(at, RIL_WORD, to_clean),
                                                 .confidence = confidence < 0   ? 0
                                                               : confidence > 1 ? 1
                                                                                : confidence,
                                                 .row = r->row_count - 1};
    r->rows[r->row_count - 1].count++;
    return ST_OK;
}

static enum status collect(TessResultIterator *it, struct affine to_clean, struct arena *arena, struct reading *r)
{
    enum status st = ST_OK;
    uint32_t n = count_words(it);
    r->words = ARENA_ARRAY(arena, struct glimpse, n);
    r->rows = ARENA_ARRAY(arena, struct row, n);
    if (!r->words || !r->rows) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    do st = add_word(r, it, to_clean, arena);
    while (st == ST_OK && tess.TessResultIteratorNext(it, RIL_WORD));
    return st;
}

/* Out of time, Tesseract leaves the words that it has not come to empty. */
static enum status recognize(struct engine *e)
{
    ETEXT_DESC *monitor = e->stop_s > 0 ? tess.TessMonitorCreate() : NULL;
    double left_ms = (e->stop_s - now_s()) * 1000;
    if (monitor) tess.TessMonitorSetDeadlineMSecs(monitor, left_ms > 1 ? (int)left_ms : 1);
    bool done = tess.TessBaseAPIRecognize(e->api, monitor) == 0, in_time = !monitor || now_s() < e->stop_s;
    if (monitor) tess.TessMonitorDelete(monitor);
    return done || !in_time ? ST_OK : fail(ST_INTERNAL, "tesseract could not read the page");
}

enum status engine_read(struct engine *e, PIX *image, enum layout layout, struct affine to_clean, struct arena *arena, struct reading *ret)
{
    static const TessPageSegMode modes[] = {PSM_AUTO, PSM_SINGLE_BLOCK, PSM_SINGLE_LINE, PSM_SPARSE_TEXT};
    struct reading r = {0};
    tess.TessBaseAPISetPageSegMode(e->api, modes[layout]);
    tess.TessBaseAPISetImage2(e->api, image);
    if (pixGetXRes(image) <= 0) tess.TessBaseAPISetSourceResolution(e->api, DEFAULT_DPI);
    enum status st = recognize(e);
    TessResultIterator *it = st == ST_OK ? tess.TessBaseAPIGetIterator(e->api) : NULL;
    if (it) {
        st = collect(it, to_clean, arena, &r);
        tess.TessResultIteratorDelete(it);
    }
    tess.TessBaseAPIClear(e->api);
    tess.TessBaseAPIClearAdaptiveClassifier(e->api); /* or this page would change how the next one reads */
    if (st == ST_OK) *ret = r;
    return st;
}
