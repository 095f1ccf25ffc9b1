#include "pcs.h"

#define TABLE_CHARACTERS 3
#define AXIS_NAMES 4 /* of the characters behind the table's, in pcs_axes.tsv */

static const struct lex_rule *section_of(const struct lexicon *lex, struct str prefix)
{
    for (uint32_t i = 0; prefix.n && i < lex->rule_count; i++)
        if (lex->rules[i].kind == RULE_PCS_AXES && str_eq_nocase(lex_str(lex, lex->rules[i].first), (struct str){prefix.p, 1})) return &lex->rules[i];
    return NULL;
}

static bool begins(const struct lexicon *lex, uint32_t code, struct str prefix)
{
    struct str have = lex_str(lex, lex->codes[code].code);
    return have.n >= prefix.n && (prefix.n == 0 || str_eq_nocase((struct str){have.p, prefix.n}, prefix));
}

static uint32_t lower_bound(const struct lexicon *lex, struct str prefix)
{
    uint32_t lo = lex->system_first[SYSTEM_ICD10PCS], hi = lex->system_first[SYSTEM_ICD10PCS + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (code_compare(lex_str(lex, lex->codes[mid].code), prefix) < 0) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* A note of a table: "4<TAB>9<TAB>Right Hip Joint". */
static struct str noted_label(const struct lexicon *lex, uint32_t table, struct str prefix)
{
    char place = (char)('0' + prefix.n);
    for (uint32_t i = 0; i < lex->codes[table].note_count; i++) {
        const struct lex_note *note = &lex->notes[lex->codes[table].first_note + i];
        struct str text = lex_str(lex, note->text);
        if (note->kind != NOTE_PCS_AXIS || text.n < 5 || text.p[0] != place) continue;
        if (str_eq_nocase((struct str){text.p + 2, 1}, (struct str){prefix.p + prefix.n - 1, 1})) return (struct str){text.p + 4, text.n - 4};
    }
    return STR("");
}

/* The table's own label; for a body part that its titles do not set apart, that of another table of the body system. */
static struct str table_label(const struct lexicon *lex, struct str prefix)
{
    uint32_t table = lexicon_code(lex, SYSTEM_ICD10PCS, (struct str){prefix.p, TABLE_CHARACTERS});
    struct str label = table == LEXICON_NO_CODE ? STR("") : noted_label(lex, table, prefix), system = {prefix.p, 2};
    if (prefix.n != TABLE_CHARACTERS + 1 || table == LEXICON_NO_CODE) return label;
    for (uint32_t i = lower_bound(lex, system); label.n == 0 && i < lex->system_first[SYSTEM_ICD10PCS + 1] && begins(lex, i, system);
         i = lex->codes[i].end)
        if (lex_str(lex, lex->codes[i].code).n == TABLE_CHARACTERS) label = noted_label(lex, i, prefix);
    return label;
}

/* A table is titled "Lower Joints, Replacement", or with its section before: "Imaging, Heart, Fluoroscopy". */
static struct str title_label(const struct lexicon *lex, struct str prefix)
{
    uint32_t at = lower_bound(lex, prefix);
    const struct lex_rule *section = section_of(lex, prefix);
    if (at >= lex->system_first[SYSTEM_ICD10PCS + 1] || !begins(lex, at, prefix)) return STR("");
    struct str title = lex_str(lex, lex->codes[at].title), name = section ? lex_str(lex, section->text) : STR("");
    const char *comma = memrchr(title.p, ',', title.n);
    if (!comma) return title;
    if (prefix.n == TABLE_CHARACTERS) return str_trim((struct str){comma + 1, (size_t)(title.p + title.n - comma - 1)});
    title.n = (size_t)(comma - title.p);
    if (name.n && title.n > name.n + 2 && str_starts(title, name)) title.p += name.n + 2, title.n -= name.n + 2;
    return title;
}

struct str pcs_axis(const struct lexicon *lex, struct str prefix, uint32_t place)
{
    static const char *const first[] = {"Section", "Body System", "Operation"};
    if (place < TABLE_CHARACTERS) return str_of(first[place]);
    const struct lex_rule *section = section_of(lex, prefix);
    struct str names = section ? lex_str(lex, section->second) : STR(""), name = {"", 0};
    for (uint32_t i = TABLE_CHARACTERS; i <= place && names.p; i++)
        if (!str_cut(&names, '|', &name)) return STR("");
    return name;
}

/* A value that says the same in every table; empty where there is none. */
static struct str common_label(const struct lexicon *lex, struct str prefix)
{
    struct str axis = pcs_axis(lex, prefix, (uint32_t)prefix.n - 1), value = {prefix.p + prefix.n - 1, 1};
    for (uint32_t i = 0; i < lex->rule_count; i++) {
        const struct lex_rule *r = &lex->rules[i];
        if (r->kind == RULE_PCS_VALUE && str_eq(lex_str(lex, r->first), axis) && str_eq_nocase(lex_str(lex, r->second), value))
            return lex_str(lex, r->text);
    }
    return STR("");
}

struct str pcs_label(const struct lexicon *lex, struct str prefix)
{
    if (prefix.n == 0 || prefix.n > PCS_CHARACTERS) return STR("");
    if (prefix.n > TABLE_CHARACTERS) {
        struct str table = table_label(lex, prefix), common = common_label(lex, prefix);
        bool approach = str_eq(pcs_axis(lex, prefix, (uint32_t)prefix.n - 1), STR("Approach")); /* titles cut it short: "Open Approach" */
        return common.n && (approach || !table.n) ? common : table;
    }
    if (prefix.n > 1) return title_label(lex, prefix);
    const struct lex_rule *section = section_of(lex, prefix);
    return section ? lex_str(lex, section->text) : STR("");
}

uint32_t pcs_choices(const struct lexicon *lex, struct str prefix, struct pcs_choice ret[PCS_MAX_CHOICES])
{
    uint32_t n = 0;
    if (prefix.n >= PCS_CHARACTERS) return 0;
    for (uint32_t i = lower_bound(lex, prefix); i < lex->system_first[SYSTEM_ICD10PCS + 1] && begins(lex, i, prefix); i++) {
        struct str code = lex_str(lex, lex->codes[i].code);
        if (code.n != PCS_CHARACTERS) continue;
        if (n == 0 || ret[n - 1].value != code.p[prefix.n]) {
            if (n == PCS_MAX_CHOICES) break;
            ret[n++] = (struct pcs_choice){.value = code.p[prefix.n], .first = i, .label = pcs_label(lex, (struct str){code.p, prefix.n + 1})};
        }
        ret[n - 1].codes++;
    }
    return n;
}
