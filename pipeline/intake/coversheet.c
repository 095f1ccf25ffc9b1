/* The payload of cover sheets: CC1/M00482917/AHSF-2611-0087/EI/D20260114/BMONDAY/5C1E. See docs/coversheets.md. */
#include "coversheet.h"

#include <stdio.h>

#define VERSION "CC1/"
#define CHECK_DIGITS 4

struct phi sheet_phi(const struct sheet_text *text)
{
    return (struct phi){text->utf8, strlen(text->utf8)};
}

bool sheet_set(struct sheet_text *to, struct phi text)
{
    if (text.n >= sizeof to->utf8 || utf8_valid_length((struct str){text.p, text.n}) != text.n) return false;
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7F) return false;
    memset(to, 0, sizeof *to);
    if (text.n) memcpy(to->utf8, text.p, text.n);
    return true;
}

/* CRC-16 with the polynomial 1021 and a start of FFFF. */
static unsigned check_of(struct str s)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned)(unsigned char)s.p[i] << 8;
        for (int bit = 0; bit < 8; bit++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0u)) & 0xFFFF;
    }
    return crc;
}

/* ---- writing */

static void add_value(struct buf *out, char letter, struct phi value)
{
    if (!value.n) return;
    buf_char(out, letter);
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-. $+", c));
        if (plain) buf_char(out, c);
        else buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
    buf_char(out, '/');
}

void coversheet_payload(struct buf *out, const struct sheet *sheet)
{
    static const char encounters[] = "OIE"; /* in the order of enum encounter_type */
    char date[16];
    size_t start = out->n;
    buf_str(out, STR(VERSION));
    add_value(out, 'M', sheet_phi(&sheet->mrn));
    add_value(out, 'A', sheet_phi(&sheet->account));
    if (sheet->has_encounter) add_value(out, 'E', (struct phi){encounters + sheet->encounter, 1});
    int n = sheet->date_of_service ? snprintf(date, sizeof date, "%08d", sheet->date_of_service) : 0;
    add_value(out, 'D', (struct phi){date, (size_t)n});
    add_value(out, 'B', sheet_phi(&sheet->batch));
    if (buf_status(out) == ST_OK) buf_printf(out, "%04X", check_of((struct str){out->p + start, out->n - start}));
}

/* ---- reading */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that "%2F" at the front of s stands for; -1 when it is none. */
static int escaped(struct str s)
{
    int high = s.n >= 3 ? hex_digit(s.p[1]) : -1, low = high >= 0 ? hex_digit(s.p[2]) : -1;
    return low < 0 ? -1 : high * 16 + low;
}

static bool read_text(struct str value, struct sheet_text *to)
{
    char plain[SHEET_TEXT_BYTES];
    size_t n = 0;
    while (value.n) {
        bool escape = value.p[0] == '%';
        int c = escape ? escaped(value) : value.p[0];
        size_t used = escape ? 3 : 1;
        if (c < 0 || n == sizeof plain) return false;
        plain[n++] = (char)c;
        value = (struct str){value.p + used, value.n - used};
    }
    return sheet_set(to, (struct phi){plain, n});
}

static bool read_encounter(struct str value, struct sheet *s)
{
    static const char letters[] = "OIE";
    const char *at = value.n == 1 ? strchr(letters, value.p[0]) : NULL;
    if (!at || !*at) return false;
    s->has_encounter = true;
    s->encounter = (enum encounter_type)(at - letters);
    return true;
}

static bool read_date(struct str value, int *ret)
{
    long date;
    if (value.n != 8 || !str_to_long(value, 18500101, 22001231, &date)) return false;
    if (date / 100 % 100 < 1 || date / 100 % 100 > 12 || date % 100 < 1 || date % 100 > 31) return false;
    *ret = (int)date;
    return true;
}

/* A letter that this version does not know belongs to a later one. */
static bool read_field(struct str field, struct sheet *s)
{
    struct str value = {field.p + 1, field.n - 1};
    switch (field.p[0]) {
    case 'M': return read_text(value, &s->mrn);
    case 'A': return read_text(value, &s->account);
    case 'B': return read_text(value, &s->batch);
    case 'E': return read_encounter(value, s);
    case 'D': return read_date(value, &s->date_of_service);
    default: return true;
    }
}

static bool read_payload(struct str text, struct sheet *ret)
{
    char digits[CHECK_DIGITS + 1];
    struct sheet s = {.kind = SHEET_COVER};
    if (!str_starts(text, STR(VERSION)) || text.n < strlen(VERSION) + CHECK_DIGITS || text.p[text.n - CHECK_DIGITS - 1] != '/') return false;
    struct str rest = {text.p, text.n - CHECK_DIGITS}, field;
    (void)snprintf(digits, sizeof digits, "%04X", check_of(rest));
    if (memcmp(digits, rest.p + rest.n, CHECK_DIGITS) != 0) return false;
    rest = (struct str){rest.p + strlen(VERSION), rest.n - strlen(VERSION)};
    while (rest.n && str_cut(&rest, '/', &field))
        if (field.n == 0 || !read_field(field, &s)) return false;
    *ret = s;
    return true;
}

static bool unite_text(struct sheet_text *to, const struct sheet_text *from)
{
    if (!to->utf8[0]) *to = *from;
    return !from->utf8[0] || strcmp(to->utf8, from->utf8) == 0;
}

static bool unite_encounter(struct sheet *to, const struct sheet *from)
{
    if (!from->has_encounter) return true;
    if (!to->has_encounter) to->encounter = from->encounter;
    to->has_encounter = true;
    return to->encounter == from->encounter;
}

static bool unite_date(struct sheet *to, const struct sheet *from)
{
    if (!to->date_of_service) to->date_of_service = from->date_of_service;
    return !from->date_of_service || to->date_of_service == from->date_of_service;
}

/* A sheet may carry one barcode of everything, one for each fact, or the same in several kinds of barcode. */
static void unite(struct sheet *to, const struct sheet *from)
{
    bool agree = unite_text(&to->mrn, &from->mrn);
    agree = unite_text(&to->account, &from->account) && agree;
    agree = unite_text(&to->batch, &from->batch) && agree;
    agree = unite_encounter(to, from) && agree;
    agree = unite_date(to, from) && agree;
    if (!agree) *to = (struct sheet){.kind = SHEET_COVER, .disputed = true};
}

void sheet_take(struct sheet *sheet, struct phi barcode, bool linear)
{
    struct sheet cover;
    struct str text = str_trim((struct str){barcode.p, barcode.n});
    if (read_payload(text, &cover)) {
        sheet->kind = SHEET_COVER;
        if (!sheet->disputed) unite(sheet, &cover);
    } else if (linear && sheet->kind == SHEET_NONE && (str_eq(text, STR(SEPARATOR_PAYLOAD)) || str_eq(text, STR("PATCH T"))))
        sheet->kind = SHEET_SEPARATOR;
}
