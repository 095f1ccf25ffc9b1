/* Signatures: a pen's long joined stroke that stands over, or on the line of, the name or the words that tell of signing.
 *
 * Nobody reads a signature, and what it says is printed beside it; so its ink is neither text nor unread. Handwriting that
 * may be a note is left alone: it comes in several words, or where nobody signs. */
#include "read_in.h"

#include <ctype.h>
#include <leptonica/allheaders.h>

/* Sizes in x-heights. */
#define LEAST_WIDTH 5
#define MOST_WIDTH 45
#define LEAST_HEIGHT .8
#define MOST_HEIGHT 7
#define NAME_BELOW 3.5
#define END_GAP 10
#define NEAR_END 5
#define WIDE_GAP 3
#define BESIDE 12
#define PIECE_GAP 1.5
#define MOST_PIECES 6
#define TOUCHING 3
#define MOST_FILL .30 /* of the box: strokes of a pen, no block */
#define MOST_MARKS 6 /* pieces of the stroke's ink that are as large as letters */
#define READ_QUALITY .6 /* words from here on are print */
#define NAME_WORDS 9
#define USUAL_X_HEIGHT 20

static bool is_within(struct box inner, struct box b)
{
    int x = inner.x + inner.w / 2, y = inner.y + inner.h / 2;
    return x >= b.x && x < b.x + b.w && y >= b.y && y < b.y + b.h;
}

static bool is_print(const struct glimpse *w)
{
    return w->quality >= READ_QUALITY && w->text.n >= 2;
}

static bool has_letter(const struct glimpse *w)
{
    for (size_t i = 0; i < w->text.n; i++)
        if (isalnum((unsigned char)w->text.p[i])) return true;
    return false;
}

static bool is_capital(const struct glimpse *w)
{
    size_t i = 0;
    while (i < w->text.n && !isalnum((unsigned char)w->text.p[i])) i++;
    return i < w->text.n && !islower((unsigned char)w->text.p[i]);
}

static bool tells_of_signing(const struct glimpse *w)
{
    return w->text.n >= 4 && strncasecmp(w->text.p, "sign", 4) == 0;
}

/* Words of names, titles and dates begin with capitals or figures; a sentence has small words. */
static bool is_name(const struct reading *r, const struct row *row)
{
    uint32_t capitals = 0, words = 0;
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        if (tells_of_signing(&r->words[i])) return true;
        capitals += is_capital(&r->words[i]);
        words += has_letter(&r->words[i]);
    }
    return words >= 2 && words <= NAME_WORDS && capitals * 10 >= words * 7 && judge_row(r, row) >= READ_QUALITY;
}

/* The label before it on its own height: a word that tells of signing, or one that makes it an entry in a form. */
static bool is_entry(const struct reading *r, struct box b, int x, bool *ret_signed)
{
    bool entry = false;
    *ret_signed = false;
    for (uint32_t i = 0; i < r->word_count; i++) {
        const struct glimpse *w = &r->words[i];
        int middle = w->box.y + w->box.h / 2, gap = b.x - w->box.x - w->box.w;
        if (!is_print(w) || middle < b.y || middle >= b.y + b.h || w->box.x > b.x || gap > BESIDE * x) continue;
        if (tells_of_signing(w)) *ret_signed = true;
        else entry |= gap < TOUCHING * x || w->text.p[w->text.n - 1] == ':';
    }
    return entry;
}

/* The words of a row that stand under the box, as far as no wide gap parts them. */
static struct row cell_under(const struct reading *r, const struct row *row, struct box b, int x)
{
    struct row cell = {0};
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        struct box w = r->words[i].box, before = cell.count ? r->words[i - 1].box : w;
        if (cell.count && w.x - before.x - before.w > WIDE_GAP * x) {
            if (before.x + before.w > b.x - 2 * x) break;
            cell.count = 0;
        }
        if (cell.count++ == 0) cell.first = i;
    }
    if (cell.count == 0) return cell;
    struct box first = r->words[cell.first].box, last = r->words[cell.first + cell.count - 1].box;
    bool under = first.x < b.x + b.w && b.x < last.x + last.w + 2 * x;
    return under ? cell : (struct row){0};
}

static bool has_name_below(const struct reading *r, struct box b, int x)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        const struct row *row = &r->rows[i];
        struct box l = row->box;
        if (row->count == 0 || l.y < b.y + b.h / 2 || l.y > b.y + b.h + NAME_BELOW * x) continue;
        struct row cell = cell_under(r, row, b, x);
        if (cell.count && is_name(r, &cell)) return true;
    }
    return false;
}

/* Under the last line of the text, and nothing for a long way below. */
static bool ends_text(const struct reading *r, struct box b, int x)
{
    bool above = false;
    for (uint32_t i = 0; i < r->word_count; i++) {
        const struct glimpse *w = &r->words[i];
        int middle = w->box.y + w->box.h / 2;
        if (!is_print(w)) continue;
        if (middle >= b.y && middle < b.y + END_GAP * x) return false;
        above |= middle < b.y && middle > b.y - NEAR_END * x && w->box.x < b.x + b.w && b.x < w->box.x + w->box.w;
    }
    return above;
}

static bool holds_print(const struct reading *r, struct box b)
{
    for (uint32_t i = 0; i < r->word_count; i++)
        if (is_print(&r->words[i]) && is_within(r->words[i].box, b)) return true;
    return false;
}

static bool is_pen_stroke(PIX *ink, struct box b, int x)
{
    int pixels = 0, marks = 0;
    if (b.w < LEAST_WIDTH * x || b.w > MOST_WIDTH * x || b.h < LEAST_HEIGHT * x || b.h > MOST_HEIGHT * x || b.w < 2 * b.h) return false;
    BOX *box = boxCreate(b.x, b.y, b.w, b.h);
    PIX *part = box ? pixClipRectangle(ink, box, NULL) : NULL;
    boxDestroy(&box);
    BOXA *pieces = part ? pixConnCompBB(part, 8) : NULL;
    if (part) (void)pixCountPixels(part, &pixels, NULL);
    int widest = 0;
    for (int i = 0; pieces && i < boxaGetCount(pieces); i++) {
        l_int32 w = 0, h = 0;
        (void)boxaGetBoxGeometry(pieces, i, NULL, NULL, &w, &h);
        marks += h * 2 >= x && w * 6 >= x;
        if (w > widest) widest = w;
    }
    bool stroke = pieces && marks <= MOST_MARKS && widest > 2 * x && pixels <= MOST_FILL * b.w * b.h && pixels * 4 > b.w;
    boxaDestroy(&pieces);
    pixDestroy(&part);
    return stroke;
}

static bool is_signature(PIX *ink, const struct reading *r, struct box b, int x)
{
    bool is_signed;
    if (!is_pen_stroke(ink, b, x) || holds_print(r, b)) return false;
    if (is_entry(r, b, x, &is_signed) && !is_signed) return false;
    return is_signed || has_name_below(r, b, x) || ends_text(r, b, x);
}

/* What was read from the pen's strokes is no text. */
static void drop_words(struct reading *r, struct box b)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        struct row *row = &r->rows[i];
        uint32_t kept = 0;
        for (uint32_t k = row->first; k < row->first + row->count; k++)
            if (!is_within(r->words[k].box, b)) r->words[row->first + kept++] = r->words[k];
        for (uint32_t k = row->first + kept; k < row->first + row->count; k++) r->words[k].text.n = 0; /* or a later look would bring them back */
        row->count = kept;
    }
}

/* Pieces of a broken stroke grow together sideways, at half the size: a pen's stroke is still one there. */
static BOXA *find_strokes(PIX *ink, int x)
{
    PIX *half = pixReduceRankBinary2(ink, 1, NULL), *grown = half ? pixCloseBrick(NULL, half, (x / 4) | 1, (x / 6) | 1) : NULL;
    BOXA *boxes = grown ? pixConnCompBB(grown, 8) : NULL;
    pixDestroy(&half);
    pixDestroy(&grown);
    return boxes;
}

static struct box box_at(BOXA *boxes, int i)
{
    struct box b = {0};
    (void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h);
    return (struct box){2 * b.x, 2 * b.y, 2 * b.w, 2 * b.h}; /* they were found at half the size */
}

/* Is `b` a piece of the same pen's way as `s`, right beside it? */
static bool is_piece_of(struct box b, struct box s, int x)
{
    int gap = b.x > s.x ? b.x - s.x - s.w : s.x - b.x - b.w;
    int top = b.y > s.y ? b.y : s.y, bottom = b.y + b.h < s.y + s.h ? b.y + b.h : s.y + s.h;
    return gap <= PIECE_GAP * x && bottom > top && b.h <= MOST_HEIGHT * x && b.h < 2 * s.h;
}

/* A worn or faxed stroke is in pieces: takes in what goes on at either end. */
static void take_pieces(BOXA *boxes, const struct reading *r, int x, struct box *s)
{
    bool grown = true;
    for (int rounds = 0; grown && rounds < MOST_PIECES; rounds++) {
        grown = false;
        for (int i = 0; i < boxaGetCount(boxes); i++) {
            struct box b = box_at(boxes, i);
            bool inside = b.x >= s->x && b.x + b.w <= s->x + s->w && b.y >= s->y && b.y + b.h <= s->y + s->h;
            if (inside || b.w < x / 2 || !is_piece_of(b, *s, x) || holds_print(r, b)) continue;
            int right = b.x + b.w > s->x + s->w ? b.x + b.w : s->x + s->w, bottom = b.y + b.h > s->y + s->h ? b.y + b.h : s->y + s->h;
            s->x = b.x < s->x ? b.x : s->x, s->y = b.y < s->y ? b.y : s->y;
            s->w = right - s->x, s->h = bottom - s->y;
            grown = true;
        }
    }
}

enum status signatures_find(PIX *ink, int x_height_px, struct reading *r, struct graphic_list *list)
{
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    BOXA *boxes = find_strokes(ink, x);
    if (!boxes) return fail(ST_NO_MEMORY, "out of memory for the signatures of a page");
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        struct box b = box_at(boxes, i);
        if (list->n == GRAPHICS_MOST || !is_signature(ink, r, b, x)) continue;
        take_pieces(boxes, r, x, &b);
        drop_words(r, b);
        list->at[list->n++] = (struct graphic){b, GRAPHIC_SIGNATURE};
    }
    boxaDestroy(&boxes);
    return ST_OK;
}
