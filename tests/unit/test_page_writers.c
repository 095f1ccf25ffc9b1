/* What the writers of pages make of one page whose every word and box is known: read again by other means and compared. */
#include "page_writer.h"

#include "../support/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <expat.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char text[] = "Name: Ann <Example> & \"Co\"\nBP 120/80\n\nCaf\xC3\xA9 au lait spots\n";
static struct word words[9] = {{.box = {100, 100, 90, 30}, .confidence = .95, .line = 0},
                               {.box = {200, 100, 60, 30}, .confidence = .9, .line = 0},
                               {.box = {270, 100, 170, 30}, .other = {{{"<Exarnple>", 10}, .4}, {{"\"E", 2}, .125}}, .confidence = .5, .line = 0},
                               {.box = {450, 100, 20, 30}, .confidence = .8, .line = 0},
                               {.box = {480, 100, 70, 30}, .confidence = .8, .line = 0},
                               {.box = {100, 150, 40, 30}, .confidence = .99, .line = 1},
                               {.box = {150, 150, 120, 30}, .confidence = .97, .line = 1},
                               {.box = {600, 400, 80, 30}, .confidence = .9, .line = 2},
                               {.box = {690, 400, 200, 30}, .confidence = .9, .line = 2}};
static struct line lines[3] = {{.box = {100, 100, 450, 30}, .first_word = 0, .word_count = 5, .block = 0},
                               {.box = {100, 150, 170, 30}, .first_word = 5, .word_count = 2, .block = 0},
                               {.box = {600, 400, 290, 30}, .first_word = 7, .word_count = 2, .block = 1}};
static const char *const spelled[9] = {"Name:", "Ann", "<Example>", "&", "\"Co\"", "BP", "120/80", "Caf\xC3\xA9", "spots"};
static struct unread unread[1] = {{.box = {50, 800, 300, 60}, .reason = UNREAD_HANDWRITING}};
static struct graphic graphics[2] = {{.box = {500, 900, 300, 50}, .kind = GRAPHIC_SIGNATURE}, {.box = {20, 10, 60, 60}, .kind = GRAPHIC_PICTURE}};

static struct page the_page(void)
{
    const char *at = text;
    for (int i = 0; i < 9; i++) {
        const char *found = strstr(at, spelled[i]);
        assert_non_null(found);
        words[i].start = (uint32_t)(found - text), words[i].end = words[i].start + (uint32_t)strlen(spelled[i]);
        words[i].text = (struct phi){found, strlen(spelled[i])};
        at = found + strlen(spelled[i]);
    }
    return (struct page){.file = "page.png",
                         .number = 1,
                         .width_px = 1000,
                         .height_px = 1300,
                         .dpi = 150,
                         .text = {text, sizeof text - 1},
                         .words = words,
                         .word_count = 9,
                         .lines = lines,
                         .line_count = 3,
                         .unread = unread,
                         .unread_count = 1,
                         .graphics = graphics,
                         .graphic_count = 2,
                         .confidence = .9};
}

/* A document of `n` times the page; freed with buf_clear. */
static struct buf document(const char *format, struct page *page, int n)
{
    const struct page_writer *w = page_writer_lookup(format);
    void *state = NULL;
    struct buf out;
    assert_non_null(w);
    buf_init(&out, (size_t)64 << 20);
    if (w->open) assert_int_equal(w->open(&out, &state), ST_OK);
    for (int i = 0; i < n; i++) page->number = i + 1, assert_int_equal(w->page(state, page, &out), ST_OK);
    if (w->end) assert_int_equal(w->end(state, &out), ST_OK);
    if (w->close) w->close(state);
    buf_char(&out, '\0');
    return out;
}

static void text_keeps_lines_and_parts_pages(void **state)
{
    (void)state;
    struct page p = the_page();
    struct buf out = document("text", &p, 2);
    size_t n = strlen(text);
    assert_memory_equal(out.p, text, n);
    assert_int_equal(out.p[n], '\f');
    assert_string_equal(out.p + n + 1, text);
    buf_clear(&out);
}

static void tsv_has_a_row_for_every_word_and_unread_box(void **state)
{
    (void)state;
    struct page p = the_page();
    struct buf out = document("tsv", &p, 1);
    int word = 0, line = 0, hidden = 0;
    char *rest = strchr(out.p, '\n') + 1, *row;
    assert_int_equal(strncmp(out.p, "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n", 30), 0);
    while (*rest && (row = strsep(&rest, "\n")) != NULL) {
        int level, ids[5], used;
        struct box b;
        double conf;
        assert_int_equal(sscanf(row, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%lf\t%n", &level, &ids[0], &ids[1], &ids[2], &ids[3], &ids[4], &b.x,
                                &b.y, &b.w, &b.h, &conf, &used),
                         11);
        if (level == 4) assert_memory_equal(&b, &lines[line++].box, sizeof b);
        if (level == 6) assert_memory_equal(&b, &unread[hidden++].box, sizeof b);
        if (level != 5) continue;
        assert_memory_equal(&b, &words[word].box, sizeof b);
        assert_string_equal(row + used, spelled[word]);
        assert_true(conf > 100 * words[word].confidence - .01 && conf < 100 * words[word].confidence + .01);
        assert_int_equal(ids[1], 1 + (int)lines[words[word].line].block);
        word++;
    }
    assert_int_equal(word, 9);
    assert_int_equal(line, 3);
    assert_int_equal(hidden, 1);
    buf_clear(&out);
}

/* What an XML document holds, as far as its elements matter here. */
struct seen {
    char path[20][32];
    int depth, word, lines, blocks, unread, signatures, pictures, pages;
    struct box outer[20]; /* by depth; w 0: no box */
    char ids[100][32];
    int id_count;
    bool in_word, in_other;
    char word_text[64], others[128]; /* others: each behind a '|' */
};

static const char *attribute(const char **a, const char *name)
{
    for (; *a; a += 2)
        if (strcmp(a[0], name) == 0) return a[1];
    return NULL;
}

static bool alto_box_of(const char **a, struct box *b)
{
    const char *x = attribute(a, "HPOS"), *y = attribute(a, "VPOS"), *w = attribute(a, "WIDTH"), *h = attribute(a, "HEIGHT");
    if (!x || !y || !w || !h) return false;
    *b = (struct box){(int)strtol(x, NULL, 10), (int)strtol(y, NULL, 10), (int)strtol(w, NULL, 10), (int)strtol(h, NULL, 10)};
    return true;
}

static void check_inside(struct seen *s, struct box b)
{
    s->outer[s->depth] = b;
    for (int d = s->depth - 1; d >= 0; d--) {
        struct box o = s->outer[d];
        if (o.w == 0) continue;
        assert_true(b.x >= o.x && b.y >= o.y && b.x + b.w <= o.x + o.w && b.y + b.h <= o.y + o.h);
        return;
    }
}

static void take_id(struct seen *s, const char *id)
{
    if (!id) return;
    for (int i = 0; i < s->id_count; i++) assert_string_not_equal(s->ids[i], id);
    (void)snprintf(s->ids[s->id_count++], sizeof s->ids[0], "%s", id);
}

/* Parents that ALTO 3 asks for, and the attributes that must be there. */
static void alto_start(void *data, const char *name, const char **a)
{
    static const char *const parents[][2] = {{"alto", ""},
                                             {"Description", "alto"},
                                             {"MeasurementUnit", "Description"},
                                             {"OCRProcessing", "Description"},
                                             {"Layout", "alto"},
                                             {"Page", "Layout"},
                                             {"PrintSpace", "Page"},
                                             {"TextBlock", "PrintSpace"},
                                             {"ComposedBlock", "PrintSpace"},
                                             {"GraphicalElement", "PrintSpace"},
                                             {"Illustration", "PrintSpace"},
                                             {"TextLine", "TextBlock"},
                                             {"String", "TextLine"},
                                             {"SP", "TextLine"},
                                             {"ALTERNATIVE", "String"},
                                             {"ocrProcessingStep", "OCRProcessing"},
                                             {"processingSoftware", "ocrProcessingStep"},
                                             {"softwareName", "processingSoftware"}};
    struct seen *s = data;
    struct box b;
    bool known = false;
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
        if (strcmp(parents[i][0], name) == 0) {
            known = true;
            assert_string_equal(s->depth ? s->path[s->depth - 1] : "", parents[i][1]);
        }
    if (!known) fail_msg("ALTO has no element '%s'", name);
    take_id(s, attribute(a, "ID"));
    s->outer[s->depth] = (struct box){0};
    if (alto_box_of(a, &b)) check_inside(s, b);
    else assert_true(strcmp(name, "TextBlock") && strcmp(name, "TextLine") && strcmp(name, "String") && strcmp(name, "ComposedBlock"));
    if (strcmp(name, "Page") == 0) s->pages++, assert_non_null(attribute(a, "PHYSICAL_IMG_NR")), assert_non_null(attribute(a, "ID"));
    if (strcmp(name, "String") == 0) {
        assert_memory_equal(&b, &words[s->word % 9].box, sizeof b);
        assert_string_equal(attribute(a, "CONTENT"), spelled[s->word++ % 9]);
    }
    if ((s->in_other = strcmp(name, "ALTERNATIVE") == 0)) assert_int_equal(s->word % 9, 3), strcat(s->others, "|");
    s->blocks += strcmp(name, "TextBlock") == 0, s->lines += strcmp(name, "TextLine") == 0, s->unread += strcmp(name, "ComposedBlock") == 0;
    s->signatures += strcmp(name, "GraphicalElement") == 0, s->pictures += strcmp(name, "Illustration") == 0;
    (void)snprintf(s->path[s->depth++], sizeof s->path[0], "%s", name);
}

static void xml_end(void *data, const char *name)
{
    struct seen *s = data;
    s->depth--;
    s->in_other = false;
    if (s->in_word && strcmp(name, "span") == 0) {
        assert_string_equal(s->word_text, spelled[s->word++ % 9]);
        s->in_word = false;
    }
}

static void alto_text(void *data, const char *t, int n)
{
    struct seen *s = data;
    if (s->in_other) (void)strncat(s->others, t, (size_t)n);
}

static void hocr_start(void *data, const char *name, const char **a)
{
    struct seen *s = data;
    const char *class = attribute(a, "class"), *title = attribute(a, "title");
    struct box b = {0};
    take_id(s, attribute(a, "id"));
    s->outer[s->depth] = b;
    if (class) {
        assert_int_equal(sscanf(title, "bbox %d %d %d %d", &b.x, &b.y, &b.w, &b.h), 4);
        b.w -= b.x, b.h -= b.y;
        check_inside(s, b);
        s->pages += strcmp(class, "ocr_page") == 0, s->lines += strcmp(class, "ocr_line") == 0;
        s->unread += strcmp(class, "ocrx_unread") == 0 && strstr(title, "handwriting"), s->signatures += strcmp(class, "ocrx_graphic") == 0;
        s->in_word = strcmp(class, "ocrx_word") == 0;
    }
    if (s->in_word) {
        assert_string_equal(s->path[s->depth - 1], "span");
        assert_memory_equal(&b, &words[s->word % 9].box, sizeof b);
        const char *others = strstr(title, "; x_other");
        assert_string_equal(others ? others : "", s->word % 9 == 2 ? "; x_other \"<Exarnple>\" 40 \"\\\"E\" 13" : "");
        s->word_text[0] = '\0';
    }
    (void)snprintf(s->path[s->depth++], sizeof s->path[0], "%s", name);
}

static void hocr_text(void *data, const char *t, int n)
{
    struct seen *s = data;
    if (s->in_word) (void)snprintf(s->word_text + strlen(s->word_text), sizeof s->word_text - strlen(s->word_text), "%.*s", n, t);
}

static struct seen parse(const struct buf *xml, XML_StartElementHandler start, XML_CharacterDataHandler characters)
{
    struct seen s = {0};
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, &s);
    XML_SetElementHandler(parser, start, xml_end);
    XML_SetCharacterDataHandler(parser, characters);
    if (XML_Parse(parser, xml->p, (int)strlen(xml->p), 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    return s;
}

static void alto_has_its_structure(void **state)
{
    (void)state;
    struct page p = the_page();
    struct buf out = document("alto", &p, 2);
    struct seen s = parse(&out, alto_start, alto_text);
    assert_int_equal(s.pages, 2);
    assert_int_equal(s.blocks, 4);
    assert_int_equal(s.lines, 6);
    assert_int_equal(s.word, 18);
    assert_int_equal(s.unread, 2);
    assert_int_equal(s.signatures, 2);
    assert_int_equal(s.pictures, 2);
    assert_string_equal(s.others, "|<Exarnple>|\"E|<Exarnple>|\"E");
    buf_clear(&out);
}

/* A word has "other" where another look read something else, and only there. */
static void json_has_the_other_readings(void **state)
{
    (void)state;
    struct page p = the_page();
    struct buf out = document("json", &p, 1);
    json_t *page = json_loads(out.p, 0, NULL), *line = json_array_get(json_object_get(page, "lines"), 0), *word;
    size_t i;
    assert_int_equal(json_array_size(json_object_get(line, "words")), 5);
    json_array_foreach(json_object_get(line, "words"), i, word)
    {
        json_t *other = json_object_get(word, "other"), *first = json_array_get(other, 0), *second = json_array_get(other, 1);
        assert_string_equal(json_string_value(json_object_get(word, "text")), spelled[i]);
        assert_int_equal(json_array_size(other), i == 2 ? 2 : 0);
        if (i != 2) {
            assert_null(other);
            continue;
        }
        assert_string_equal(json_string_value(json_object_get(first, "text")), "<Exarnple>");
        assert_true(json_real_value(json_object_get(first, "confidence")) == .4);
        assert_true(json_real_value(json_object_get(second, "confidence")) == .125);
    }
    json_decref(page);
    buf_clear(&out);
}

static void hocr_has_its_classes(void **state)
{
    (void)state;
    struct page p = the_page();
    struct buf out = document("hocr", &p, 2);
    struct seen s = parse(&out, hocr_start, hocr_text);
    assert_int_equal(s.pages, 2);
    assert_int_equal(s.lines, 6);
    assert_int_equal(s.word, 18);
    assert_int_equal(s.unread, 2);
    assert_int_equal(s.signatures, 4);
    buf_clear(&out);
}

/* Words as pdftotext finds them, with their places in points from the top left. */
static void check_pdf(struct page *p, PIX *image, double points_a_pixel)
{
    char file[] = "/tmp/test_page_writers-XXXXXX", command[128], line[512], word[128];
    double left, top, right, bottom;
    int fd = mkstemp(file), found = 0;
    p->image = image;
    struct buf out = document("pdf", p, 1);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, out.p, out.n - 1), (ssize_t)out.n - 1);
    (void)close(fd);
    (void)snprintf(command, sizeof command, "pdftotext -bbox %s - 2>&1", file);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\">%127[^<]", &left, &top, &right, &bottom, word) != 5) continue;
        const char *want = found == 2 ? "&lt;Example&gt;" : found == 3 ? "&amp;" : found == 4 ? "&quot;Co&quot;" : spelled[found];
        struct box b = words[found].box;
        double x = (left + right) / 2 / points_a_pixel - b.x - b.w / 2.0, y = (top + bottom) / 2 / points_a_pixel - b.y - b.h / 2.0;
        assert_string_equal(word, want);
        if (x < -5 || x > 5 || y < -12 || y > 12) fail_msg("'%s' is off by %.0f, %.0f pixels", word, x, y);
        found++;
    }
    assert_int_equal(pclose(f), 0);
    assert_int_equal(found, 9);
    (void)unlink(file);
    buf_clear(&out);
    pixDestroy(&image);
}

static void pdf_has_its_words_in_their_places(void **state)
{
    (void)state;
    struct page p = the_page();
    check_pdf(&p, paper_with_text(3), 72.0 / 150);
}

/* The page came in on its side: its words run down it. */
static void pdf_of_a_turned_page_has_its_words_in_their_places(void **state)
{
    (void)state;
    struct page p = the_page();
    struct word upright[9];
    memcpy(upright, words, sizeof words);
    for (int i = 0; i < 9; i++)
        words[i].box = (struct box){1300 - upright[i].box.y - upright[i].box.h, upright[i].box.x, upright[i].box.h, upright[i].box.w};
    PIX *paper = paper_with_text(3), *turned = pixRotateOrth(paper, 1);
    pixDestroy(&paper);
    p.rotation_deg = 270, p.width_px = 1300, p.height_px = 1000;
    check_pdf(&p, turned, 72.0 / 150);
    memcpy(words, upright, sizeof words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_keeps_lines_and_parts_pages),
        cmocka_unit_test(tsv_has_a_row_for_every_word_and_unread_box),
        cmocka_unit_test(alto_has_its_structure),
        cmocka_unit_test(json_has_the_other_readings),
        cmocka_unit_test(hocr_has_its_classes),
        cmocka_unit_test(pdf_has_its_words_in_their_places),
        cmocka_unit_test(pdf_of_a_turned_page_has_its_words_in_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
