/* Pages: what was read on them, and their pictures. */
#include "chart.h"
#include "handlers.h"
#include "pictures.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status page_number(const struct exchange *x, int64_t *ret_chart, int *ret_page)
{
    int64_t page;
    enum status st = ST_OK;
    TRY(exchange_number(x, "chart", ret_chart));
    TRY(exchange_number(x, "page", &page));
    if (page > INT32_MAX) st = fail(ST_NOT_FOUND, "there is no such page");
    *ret_page = (int)page;
done:
    return st;
}

static json_t *words_json(const struct page *p)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        (void)json_array_append_new(
            list, json_pack("[i,i,i,i,i,i,o]", (int)w->start, (int)w->end, w->box.x, w->box.y, w->box.w, w->box.h, json_share(w->confidence)));
    }
    return list;
}

static json_t *lines_json(const struct page *p)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < p->line_count; i++) (void)json_array_append_new(list, json_box(p->lines[i].box));
    return list;
}

enum status get_page(struct exchange *x)
{
    struct page p;
    int64_t chart;
    int number;
    enum status st = ST_OK;
    TRY(page_number(x, &chart, &number));
    TRY(desk_page(x->queue, chart, number, x->arena, &p));
    json_t *o = json_pack("{s:i,s:s,s:i,s:i,s:i,s:f}", "page", number, "media", p.media == MEDIA_TEXT ? "text" : "image", "width", p.width_px,
                          "height", p.height_px, "rotation_deg", p.rotation_deg, "skew_deg", p.skew_deg);
    json_set(o, "confidence", json_share(p.confidence));
    json_set(o, "text", json_stringn(p.text.p, p.text.n));
    json_set(o, "words", words_json(&p));
    json_set(o, "lines", lines_json(&p));
    st = reply_json(x, 200, o);
done:
    return st;
}

/* --- pictures --- */

static enum status read_wish(const struct exchange *x, struct picture *ret)
{
    struct str view = target_query(&x->target, "view"), width = target_query(&x->target, "width");
    long w = 0;
    if (view.n && !str_eq(view, STR("original")) && !str_eq(view, STR("clean"))) return fail(ST_USAGE, "'view' must be original or clean");
    if (width.n && !str_to_long(width, 0, 100000, &w)) return fail(ST_USAGE, "'width' must be a whole number of pixels");
    ret->view = str_eq(view, STR("clean")) ? PICTURE_CLEAN : PICTURE_ORIGINAL;
    ret->width = picture_width(w);
    return ST_OK;
}

/* Which file of the store the page lies in. */
static enum status find_source(struct exchange *x, struct picture *ret, bool *ret_text)
{
    struct queue_page_info *pages;
    uint32_t n;
    int64_t chart;
    int number;
    enum status st = ST_OK;
    TRY(page_number(x, &chart, &number));
    TRY(queue_page_list(x->queue, chart, x->arena, &pages, &n));
    if ((uint32_t)number > n) TRY(fail(ST_NOT_FOUND, "the chart has no page %d", number));
    memcpy(ret->sha256, pages[number - 1].sha256, sizeof ret->sha256);
    ret->number = pages[number - 1].number;
    *ret_text = pages[number - 1].media == MEDIA_TEXT;
done:
    return st;
}

static enum status reply_picture(struct exchange *x, int fd)
{
    struct stat info;
    char magic[2] = "";
    if (fstat(fd, &info) != 0 || pread(fd, magic, 2, 0) != 2) {
        (void)close(fd);
        return fail(ST_IO, "cannot read a picture");
    }
    enum status st = reply_file(x, magic[0] == '\xff' ? "image/jpeg" : "image/png", fd, (size_t)info.st_size);
    return st == ST_OK ? reply_header(x, "Cache-Control", "private, max-age=600") : st;
}

static enum status make_picture(struct exchange *x, const struct picture *wish)
{
    char *source = queue_store_path(x->queue, wish->sha256);
    enum status st = source ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK && access(source, R_OK) != 0)
        st = fail(ST_NOT_FOUND, "the scan of this page is gone from the store; its text and codes are still here");
    if (st == ST_OK) st = picture_make(x->maker, source, wish);
    free(source);
    return st;
}

/* What is made already is sent at once; the rest is work for the slow lane. */
enum status get_image(struct exchange *x)
{
    struct picture wish = {.number = 0};
    bool text = false;
    enum status st = ST_OK;
    TRY(read_wish(x, &wish));
    TRY(find_source(x, &wish, &text));
    if (text) return reply_failure(x, FAILURE_NOT_AN_IMAGE, "this page is text; there is no picture of it", NULL);
    int fd = picture_open(x->desk->config, &wish);
    if (fd >= 0) return reply_picture(x, fd);
    if (x->lane != LANE_SLOW) {
        x->again = true;
        x->lane = LANE_SLOW;
        return ST_OK;
    }
    st = make_picture(x, &wish);
    if (st == ST_BAD_INPUT || st == ST_CRASHED || st == ST_TIMEOUT || st == ST_TOO_BIG)
        return reply_failure(x, FAILURE_NOT_AN_IMAGE, "no picture can be made of this page", NULL);
    if (st != ST_OK) goto done;
    fd = picture_open(x->desk->config, &wish);
    st = fd >= 0 ? reply_picture(x, fd) : fail_errno(ST_IO, "cannot open a picture");
done:
    return st;
}
