/* The order of reading, on made-up boxes: columns one after the other, tables by row, notes in one. */
#include "../../pipeline/read/read_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define CHAR_PX 10
#define LINE_PX 20
#define PITCH_PX 30
#define MOST 2000

static struct glimpse words[MOST];
static struct row rows[MOST];
static struct reading page;
static struct arena *arena;
static char text[1 << 16];

static void clear(void)
{
    page = (struct reading){.words = words, .rows = rows};
}

static void start_row(void)
{
    rows[page.row_count++] = (struct row){.first = page.word_count};
}

/* Words of `line` from x on, added to the last row; blank_px: white between two words. */
static void add_spaced(int x, int y, const char *line, int blank_px)
{
    while (*line) {
        size_t n = strcspn(line, " ");
        words[page.word_count++] = (struct glimpse){
            .text = {line, n}, .box = {x, y, (int)n * CHAR_PX - 2, LINE_PX}, .confidence = 1, .quality = 1, .row = page.row_count - 1};
        rows[page.row_count - 1].count++;
        x += (int)n * CHAR_PX - 2 + blank_px;
        line += n + strspn(line + n, " ");
    }
}

static void add(int x, int y, const char *line)
{
    add_spaced(x, y, line, CHAR_PX + 2);
}

static void put(int x, int y, const char *line)
{
    start_row();
    add(x, y, line);
}

static const char *ordered(void)
{
    struct reading out;
    size_t n = 0;
    assert_int_equal(order_reading(&page, arena, &out), ST_OK);
    assert_int_equal(out.word_count, page.word_count);
    for (uint32_t i = 0; i < out.row_count; i++)
        for (uint32_t k = 0; k < out.rows[i].count; k++) {
            struct phi w = out.words[out.rows[i].first + k].text;
            n += (size_t)snprintf(text + n, sizeof text - n, "%.*s%s", (int)w.n, w.p, k + 1 == out.rows[i].count ? "\n" : " ");
        }
    return text;
}

/* Are the parts found one after the other? */
static void in_order(const char *const parts[])
{
    const char *at = ordered();
    for (int i = 0; parts[i]; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found) fail_msg("'%s' is not where it should be in:\n%s", parts[i], text);
        at = found + strlen(parts[i]);
    }
}
#define IN_ORDER(...) in_order((const char *const[]){__VA_ARGS__, NULL})

static const char *const left_text[] = {"The patient came to the clinic for", "review of a cough that began in the",
                                        "first week of May. He has had no",   "fever and no chest pain at any time",
                                        "and sleeps well. Two courses of an", "antibiotic did not help him at all.",
                                        "He gave up smoking ten years ago",   "after his brother had a stroke."};
static const char *const right_text[] = {"On examination the chest is clear", "with good air entry on both sides.",
                                         "The heart sounds are normal and",   "there is no swelling of the ankles.",
                                         "A film of the chest taken today",   "shows no change from the last one,",
                                         "which was two years ago. We will",  "see him again in three months."};

static void columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    for (int shift = 0; shift <= 12; shift += 12) {
        clear();
        for (int i = 0; i < 8; i++) put(100, 100 + i * PITCH_PX, left_text[i]), put(520, 100 + shift + i * PITCH_PX, right_text[i]);
        IN_ORDER("The patient", "review of", "after his brother had a stroke.\n", "On examination", "with good air", "three months.\n");
    }
}

static void lines_joined_over_the_gutter_are_cut(void **state)
{
    (void)state;
    clear();
    for (int i = 0; i < 8; i++) put(100, 100 + i * PITCH_PX, left_text[i]), add(500, 100 + i * PITCH_PX, right_text[i]);
    IN_ORDER("came to the clinic for\nreview of", "stroke.\n", "On examination the chest is clear\nwith good");
}

static void three_columns(void **state)
{
    (void)state;
    clear();
    for (int i = 0; i < 8; i++) {
        put(100, 100 + i * PITCH_PX, left_text[i]);
        put(500, 104 + i * PITCH_PX, right_text[i]);
        put(900, 110 + i * PITCH_PX, left_text[i]);
    }
    IN_ORDER("The patient", "a stroke.\n", "On examination", "three months.\n", "The patient", "review of", "a stroke.\n");
}

static void columns_between_full_lines(void **state)
{
    (void)state;
    clear();
    put(300, 20, "Clinic of the Eastern Valley");
    put(100, 60, "Patient: Ann Example"), put(450, 60, "DOB: 01/02/1950"), put(800, 60, "Sex: F");
    put(100, 100, "MRN: 1234"), put(600, 100, "Seen: 03/04/2026");
    for (int i = 0; i < 8; i++) put(100, 170 + i * PITCH_PX, left_text[i]), put(520, 176 + i * PITCH_PX, right_text[i]);
    put(100, 460, "This last line goes right across the whole of the page as the first did.");
    put(300, 520, "Page 1 of 1");
    IN_ORDER("Eastern Valley\n", "Patient: Ann Example DOB: 01/02/1950 Sex: F\n", "MRN: 1234 Seen: 03/04/2026\n", "The patient", "a stroke.\n",
             "On examination", "three months.\n", "This last line", "Page 1");
}

static void longer_column_is_read_to_its_end(void **state)
{
    (void)state;
    clear();
    for (int i = 0; i < 8; i++) put(100, 100 + i * PITCH_PX, left_text[i]);
    for (int i = 0; i < 5; i++) put(520, 108 + i * PITCH_PX, right_text[i]);
    put(100, 370, "PLAN"), put(100, 400, "1. Rest");
    IN_ORDER("The patient", "a stroke.\n", "PLAN\n", "1. Rest\n", "On examination");
}

static void table_is_read_by_row(void **state)
{
    (void)state;
    static const char *const cells[][4] = {{"Test", "Result", "Unit", "Range"},       {"Sodium", "141", "mmol/L", "136-145"},
                                           {"Potassium", "5.6", "mmol/L", "3.5-5.1"}, {"Creatinine", "1.9", "mg/dL", "0.6-1.2"},
                                           {"Urea nitrogen", "38", "mg/dL", "7-20"},  {"Albumin", "3.1", "g/dL", "3.5-5.0"}};
    clear();
    for (int c = 0; c < 4; c++) /* torn: column by column, as Tesseract gives them */
        for (int i = 0; i < 6; i++) put(100 + 250 * c, 100 + i * PITCH_PX, cells[i][c]);
    IN_ORDER("Test Result Unit Range\n", "Sodium 141 mmol/L 136-145\n", "Potassium 5.6 mmol/L 3.5-5.1\n", "Albumin 3.1 g/dL 3.5-5.0\n");
}

/* Long cells that even wrap: every row begins in both cells at once. */
static void table_of_long_cells_is_read_by_row(void **state)
{
    (void)state;
    static const char *const cells[][3] = {{"Lisinopril 20 mg tablet, white", "Take one tablet by mouth daily", "in the morning with some water"},
                                           {"Metformin 1000 mg tablet, film", "Take one tablet two times a day", "with the morning and evening meal"},
                                           {"Atorvastatin 40 mg tablet, film", "Take one tablet at bedtime daily", "and keep away from grapefruit"},
                                           {"Insulin glargine 100 units/mL", "Inject 20 units under the skin", "once a day at the same hour"}};
    clear();
    for (int i = 0; i < 4; i++) {
        put(100, 100 + 2 * i * PITCH_PX, cells[i][0]);
        put(500, 100 + 2 * i * PITCH_PX, cells[i][1]);
        put(500, 100 + (2 * i + 1) * PITCH_PX, cells[i][2]);
    }
    IN_ORDER("film Take one tablet two times a day\n", "with the morning", "Atorvastatin 40 mg tablet, film Take", "glargine 100 units/mL Inject");
}

static void form_fields_are_read_by_row(void **state)
{
    (void)state;
    static const char *const fields[][2] = {{"Name of patient: Ann Example", "Name of insurer: Valley Mutual"},
                                            {"Date of birth: 01/02/1950", "Number of policy: 99-1234-5"},
                                            {"Address: 12 Long Lane, Fairview", "Group: Employees of the county"},
                                            {"Telephone at home: 555-0100", "Authorisation number: none given"},
                                            {"Next of kin: Bob Example, son", "Referred by: Dr. C. Sample, MD"}};
    clear();
    for (int i = 0; i < 5; i++) put(100, 100 + i * PITCH_PX, fields[i][0]), put(560, 100 + i * PITCH_PX, fields[i][1]);
    IN_ORDER("Ann Example Name of insurer: Valley Mutual\n", "01/02/1950 Number of policy: 99-1234-5\n", "son Referred by: Dr. C. Sample, MD\n");
}

static const char *const body[] = {"She was admitted with pain in the right side of the abdomen that began two",
                                   "days before and moved to the back. There was no fever and no jaundice, and",
                                   "the bowels were open as usual. Ultrasound showed several stones in a thick",
                                   "gallbladder without widening of the ducts. She was given fluids and pain",
                                   "relief, and went home on the third day with a date for surgery in June and",
                                   "a letter for her own doctor."};

static void note_in_the_margin_stays_whole(void **state)
{
    (void)state;
    for (int right = 0; right < 2; right++) {
        int text_x = right ? 100 : 300, note_x = right ? 920 : 60;
        clear();
        put(text_x + 60, 40, "Discharge letter of the surgical ward");
        for (int i = 0; i < 6; i++) put(text_x, 100 + i * PITCH_PX, body[i]);
        put(note_x, 104 + 2 * PITCH_PX, "call ward");
        put(note_x, 104 + 3 * PITCH_PX, "about films");
        IN_ORDER("She was", "jaundice, and\ncall ward\nabout films\nthe bowels", "in a thick\ngallbladder without", "her own doctor.");
    }
}

static void labels_beside_their_text_come_before_it(void **state)
{
    (void)state;
    clear();
    put(60, 100, "Reason for"), put(60, 130, "admission");
    for (int i = 0; i < 6; i++) put(300, 100 + i * PITCH_PX, body[i]);
    put(60, 290, "Plan"), put(300, 290, "Low fat diet until the operation.");
    IN_ORDER("Reason for\nadmission\nShe was", "days before", "own doctor.\n", "Plan", "Low fat diet");
}

/* Widely set lines, as of a typewriter: the blanks after first words of one length stand over each other and over an indent, so that a
 * strip of white runs down as beside notes or between columns. */
static void blanks_that_stand_over_each_other_part_nothing(void **state)
{
    (void)state;
    static const char *const lines[] = {"They came to the clinic with a cough that has",  "gone on since the first week of May and which",
                                        "kept them awake at night. There is no fever or", "pain but the voice is hoarse and both of them",
                                        "have lost some weight since then. They were",    "told to come back with a film of the chest."};
    static const char *const indented[] = {"and no one else at home has been ill so far", "nor has there been any change of weather and",
                                           "they keep neither birds nor cats nor dogs."};
    for (int blank = 20; blank <= 26; blank += 3) {
        clear();
        for (int i = 0; i < 6; i++) start_row(), add_spaced(100, 100 + i * PITCH_PX, lines[i], blank);
        for (int i = 0; i < 3; i++) start_row(), add_spaced(138 + blank, 280 + i * PITCH_PX, indented[i], blank);
        IN_ORDER("They came to", "gone on since", "kept them awake", "pain but the", "have lost some", "told to come back");
    }
}

/* The same in the middle of the lines: their halves are of one width. */
static void blanks_in_the_middle_make_no_columns(void **state)
{
    (void)state;
    static const char *const halves[][2] = {
        {"They came in from the north", "of the county on a Monday and"},    {"where both of them had been", "seen by a nurse. They were then"},
        {"told that some of this will", "go away alone and the rest may"},   {"pass with rest and less tea", "in the evening. He says that"},
        {"while the pain in both ears", "is better the cough of last week"}, {"went away after one day off", "and has not come back so far."}};
    for (int blank = 20; blank <= 26; blank += 3) {
        clear();
        for (int i = 0; i < 6; i++) {
            start_row();
            add_spaced(100, 100 + i * PITCH_PX, halves[i][0], blank);
            add_spaced(100 + 22 * CHAR_PX - 12 + 6 * blank, 100 + i * PITCH_PX, halves[i][1], blank);
        }
        IN_ORDER("north of the county", "been seen by", "will go away", "tea in the", "ears is better", "off and has");
    }
}

/* Headings that stand over their own page alone, and fields whose strips of white are elsewhere on either page. */
static void two_pages_on_one_scan_are_read_one_after_the_other(void **state)
{
    (void)state;
    clear();
    put(300, 40, "Clinic of the Valley"), put(1200, 40, "Hospital of the Hills");
    put(100, 80, "Patient: Ann Example"), add(500, 80, "Seen: 03/04/2026");
    add(1010, 80, "Patient: Bob Sample"), add(1500, 80, "Seen: 05/04/2026");
    for (int i = 0; i < 6; i++) put(100, 140 + i * PITCH_PX, body[i]), add(1010, 140 + i * PITCH_PX, i < 4 ? right_text[2 * i] : "Weight 70 kg");
    for (int i = 0; i < 4; i++) put(100, 330 + i * PITCH_PX, left_text[i]), put(1010, 330 + i * PITCH_PX, left_text[7 - i]);
    put(300, 500, "Page 3 of 9"), add(1200, 500, "Page 4 of 9");
    IN_ORDER("of the Valley\n", "Ann Example Seen: 03/04/2026\n", "She was admitted", "her own doctor.\n", "Page 3 of 9\n", "of the Hills\n",
             "Bob Sample Seen: 05/04/2026\n", "On examination", "Page 4 of 9");
}

/* Fields at the head of the left column stand beside text of the right one, a name beside the left one's last lines. */
static void fields_at_the_head_of_a_column_belong_to_it(void **state)
{
    (void)state;
    clear();
    put(200, 40, "Clinic for Diseases of the Chest in the County");
    put(100, 100, "Patient: Bob"), add(320, 100, "Sex: M"), add(520, 100, "nor is there swelling anywhere now.");
    put(100, 130, "MRN: 1234"), add(320, 130, "Seen: 5 May"), put(480, 128, "Opinion");
    for (int i = 0; i < 8; i++) put(100, 190 + i * PITCH_PX, left_text[i]);
    for (int i = 0; i < 5; i++) put(520, 160 + i * PITCH_PX, right_text[i + 3]);
    put(480, 412, "Eve Sample, MD"), put(100, 430, "Plan"), put(100, 460, "He will rest at home for a week and");
    put(300, 700, "Page 1 of 1");
    IN_ORDER("the County\n", "Patient: Bob", "Sex: M", "MRN: 1234", "The patient", "a stroke.\n", "Plan\n", "He will rest", "nor is there",
             "Opinion\n", "no swelling", "Eve Sample", "Page 1");
}

/* A row of fields across the page, not far above the columns, stays a row. */
static void fields_above_columns_stay_a_row(void **state)
{
    (void)state;
    clear();
    put(200, 40, "Clinic for Diseases of the Chest in the County");
    put(100, 160, "Doctor: Eve Sample, MD"), put(560, 159, "Established");
    for (int i = 0; i < 8; i++) put(100, 210 + i * PITCH_PX, left_text[i]), put(520, 210 + i * PITCH_PX, right_text[i]);
    IN_ORDER("the County\n", "Eve Sample, MD Established\n", "The patient", "a stroke.\n", "On examination");
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 28);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_read_one_after_the_other),
        cmocka_unit_test(lines_joined_over_the_gutter_are_cut),
        cmocka_unit_test(three_columns),
        cmocka_unit_test(columns_between_full_lines),
        cmocka_unit_test(longer_column_is_read_to_its_end),
        cmocka_unit_test(table_is_read_by_row),
        cmocka_unit_test(table_of_long_cells_is_read_by_row),
        cmocka_unit_test(form_fields_are_read_by_row),
        cmocka_unit_test(note_in_the_margin_stays_whole),
        cmocka_unit_test(labels_beside_their_text_come_before_it),
        cmocka_unit_test(blanks_that_stand_over_each_other_part_nothing),
        cmocka_unit_test(blanks_in_the_middle_make_no_columns),
        cmocka_unit_test(two_pages_on_one_scan_are_read_one_after_the_other),
        cmocka_unit_test(fields_at_the_head_of_a_column_belong_to_it),
        cmocka_unit_test(fields_above_columns_stay_a_row),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
