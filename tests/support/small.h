/* A small made-up lexicon for unit programs: dictionaries written into the program's temporary folder and compiled there.
 * Each table begins with the line of column names of the real one, so that a table or column added there is here too;
 * the rows are this file's and what a test adds with small_add(). Programs run from the top of the source tree. */
#ifndef CC_TESTS_SMALL_H
#define CC_TESTS_SMALL_H

#include "support/unit.h"

#include "base/arena.h"
#include "codeset.h"
#include "lexicon_build.h"

#include <glob.h>

static const struct {
    const char *table, *row;
} small_rows[] = {
    {"abbreviations.tsv", "HTN\thypertension\tany"},
    {"abbreviations.tsv", "T2DM\ttype 2 diabetes mellitus\tany"},
    {"abbreviations.tsv", "RA\tright atrium\texact\texam"},
    {"abbreviations.tsv", "RA\trheumatoid arthritis\texact\t\tmethotrexate|joint"},
    {"abbreviations.tsv", "w/\twith\tany"},
    {"abbreviations.tsv", "h/o\thistory of\tany"},
    {"abbreviations.tsv", "BPH\tbig prostate\tany"},
    {"abbreviations.tsv", "G#P#\tgravida\tany"},
    {"abbreviations.tsv", "QR-\tqrnegative\tany"},
    {"abbreviations.tsv", "G# P#\tgravida\tany"},
    {"synonyms.tsv", "27+6\t27 ward\tphrase"},
    {"abbreviations.tsv", "ED\temergency department\texact"},
    {"synonyms.tsv", "high blood pressure\thypertension\tphrase"},
    {"synonyms.tsv", "big prostate\tprostatic hyperplasia\tphrase"},
    {"synonyms.tsv", "anaemia\tanemia\tspelling"},
    {"sections.tsv", "HPI\thpi"},
    {"sections.tsv", "assessment\tassessment"},
    {"sections.tsv", "plan\tplan"},
    {"sections.tsv", "physical exam\texam"},
    {"sections.tsv", "review of systems\treview_of_systems"},
    {"sections.tsv", "family history\tfamily_history"},
    {"sections.tsv", "past medical history\tpast_history"},
    {"sections.tsv", "cardiovascular\tinherit"},
    {"sections.tsv", "social history\tsocial_history"},
    {"sections.tsv", "smoking\tsocial_history"},
    {"sections.tsv", "problem list\tproblem_list"},
    {"sections.tsv", "problem\tinherit"},
    {"sections.tsv", "status\tinherit"},
    {"context_cues.tsv", "no\tnegated\tforward\tlist"},
    {"context_cues.tsv", "denies\tnegated\tforward\tlist\treports"},
    {"context_cues.tsv", "none\tnegated\tbackward\t4"},
    {"context_cues.tsv", "but\tstop\tnone"},
    {"context_cues.tsv", "no change in\tpseudo\tnone"},
    {"context_cues.tsv", "probable\tpossible\tforward\tlist"},
    {"context_cues.tsv", "history of\thistorical\tforward\tlist"},
    {"context_cues.tsv", "mother\tfamily\tforward\tsentence"},
    {"context_cues.tsv", "return if\thypothetical\tforward\tlist"},
    {"facts.tsv", "year old\tage=#"},
    {"facts.tsv", "views\tviews=#"},
    {"facts.tsv", "subsequent encounter\tepisode=D"},
    {"word_roles.tsv", "of\tsmall"},
    {"word_roles.tsv", "the\tsmall"},
    {"word_roles.tsv", "in\tsmall"},
    {"word_roles.tsv", "with\tsmall"},
    {"word_roles.tsv", "and\tsmall"},
    {"word_roles.tsv", "unspecified\tunspecified"},
    {"word_roles.tsv", "other\tother"},
    {"word_roles.tsv", "right\tright"},
    {"word_roles.tsv", "left\tleft"},
    {"word_roles.tsv", "bilateral\tbilateral"},
    {"word_roles.tsv", "both\tbilateral"},
    {"code_groups.tsv", "E08-E13\tchronic"},
    {"code_groups.tsv", "I10-I10\tchronic"},
    {"code_groups.tsv", "R00-R99\tsymptom"},
    {"diagnoses/a.tsv", "hypertension\tI10"},
    {"diagnoses/a.tsv", "(diabetes|diabetes mellitus)\tE11.9"},
    {"diagnoses/a.tsv", "type 2 diabetes [mellitus] with neuropathy\tE11.40"},
    {"diagnoses/a.tsv", "fever\tR50.9"},
    {"diagnoses/a.tsv", "chest pain\tR07.9"},
    {"diagnoses/a.tsv", "knee pain\tM25.56-"},
    {"diagnoses/a.tsv", "carpal tunnel syndrome\tG56.0-"},
    {"diagnoses/a.tsv", "ankle sprain\tS93.40-"},
    {"diagnoses/a.tsv", "pneumonia\tJ18.9"},
    {"diagnoses/a.tsv", "rheumatoid arthritis\tM06.9"},
    {"diagnoses/a.tsv", "anemia\tD64.9"},
    {"diagnoses/a.tsv", "qone qtwo qthree qfour qfive\tD64.9"},
    {"diagnoses/a.tsv", "prostatic hyperplasia\tN40.0\tsex=M"},
    {"procedures/a.tsv", "knee x-ray\t73560"},
    {"procedures/a.tsv", "knee x-ray\t73562\tviews=3"},
    {"procedures/a.tsv", "knee injection\t20610"},
    {"procedures/a.tsv", "steroid drug\tJ3301"},
    {"procedures/a.tsv", "exercise\t97110"},
    {"procedures/a.tsv", "shot a\t90715"},
    {"procedures/a.tsv", "shot b\t90696"},
    {"procedures/a.tsv", "first shot given\t90471"},
    {"procedures/a.tsv", "second shot given\t90472"},
    {"procedures/a.tsv", "total time\t99213\tminutes>=20;minutes<30;new=no"},
    {"procedures/a.tsv", "total time\t99203\tminutes>=30;new=yes"},
    {"procedures/a.tsv", "closure of cut\t12001\tchart:length<=2.5"},
    {"procedures/a.tsv", "closure of cut\t12002\tchart:length>2.5"},
    {"procedure_kinds.tsv", "20610\tsurgery"},
    {"procedure_kinds.tsv", "73560-73564\timaging"},
    {"procedure_kinds.tsv", "90696,90715\tvaccine"},
    {"procedure_kinds.tsv", "99202-99215\tvisit"},
    {"procedure_signs.tsv", "any\tthreshold\t0.5"},
    {"procedure_signs.tsv", "any\tbias\t-2"},
    {"procedure_signs.tsv", "any\tdone\t4"},
    {"procedure_signs.tsv", "any\taway\t-3"},
    {"procedure_signs.tsv", "any\thistory\t-3"},
    {"procedure_signs.tsv", "visit\tminutes\t4"},
    {"procedure_units.tsv", "J3301\tmg\t10\t\tup"},
    {"procedure_units.tsv", "97110\tminutes\t15\t\teight\t4"},
    {"procedure_units.tsv", "90472\tvaccines\t1\t1"},
    {"procedure_links.tsv", "90696,90715\t\t90471"},
    {"procedure_links.tsv", "90471\tvaccines>=2\t90472"},
    {"procedure_links.tsv", "73562\t\t\t73560\t\tmore views"},
    {"modifiers.tsv", "20610,73560-73564\tRT\tside=right\tright side"},
    {"modifiers.tsv", "20610,73560-73564\tLT\tside=left\tleft side"},
    {"modifiers.tsv", "99202-99215\t25\tbeside=20000-29999|93000\tbeside a procedure"},
    {"visit_levels.tsv", "99213\tnew=no\t20\tlow"},
    {"visit_levels.tsv", "99203\tnew=yes\t30\tlow"},
    {"vaccine_components.tsv", "90696\t4"},
    {"pointers.tsv", "20610\tM06"},
    {"facts.tsv", "done today\tdone=yes"},
    {"facts.tsv", "last year\there=no"},
    {"facts.tsv", "mg\tmg=#"},
    {"facts.tsv", "cm\tlength=#"},
    {"facts.tsv", "minutes\tminutes=#"},
    {"facts.tsv", "new patient\tnew=yes"},
    {"facts.tsv", "refill\trisk=3 prescription drug management"},
    {"medications.tsv", "metformin\tbiguanide\tdiabetes\tZ79.84"},
};

static const struct {
    const char *code, *title;
    bool billable;
} small_codes[] = {
    {"D64", "Other anemias", false},
    {"D649", "Anemia, unspecified", true},
    {"E11", "Type 2 diabetes mellitus", false},
    {"E114", "Type 2 diabetes mellitus with neurological complications", false},
    {"E1140", "Type 2 diabetes mellitus with diabetic neuropathy, unspecified", true},
    {"E119", "Type 2 diabetes mellitus without complications", true},
    {"G56", "Mononeuropathies of upper limb", false},
    {"G560", "Carpal tunnel syndrome", false},
    {"G5600", "Carpal tunnel syndrome, unspecified upper limb", true},
    {"G5601", "Carpal tunnel syndrome, right upper limb", true},
    {"G5602", "Carpal tunnel syndrome, left upper limb", true},
    {"G5603", "Carpal tunnel syndrome, bilateral upper limbs", true},
    {"I10", "Essential (primary) hypertension", true},
    {"J18", "Pneumonia, unspecified organism", false},
    {"J189", "Pneumonia, unspecified organism", true},
    {"M06", "Other rheumatoid arthritis", false},
    {"M069", "Rheumatoid arthritis, unspecified", true},
    {"M25", "Other joint disorder, not elsewhere classified", false},
    {"M255", "Pain in joint", false},
    {"M2556", "Pain in knee", false},
    {"M25561", "Pain in right knee", true},
    {"M25562", "Pain in left knee", true},
    {"M25569", "Pain in unspecified knee", true},
    {"N40", "Benign prostatic hyperplasia", false},
    {"N400", "Benign prostatic hyperplasia without lower urinary tract symptoms", true},
    {"R07", "Pain in throat and chest", false},
    {"R079", "Chest pain, unspecified", true},
    {"R50", "Fever of other and unknown origin", false},
    {"R509", "Fever, unspecified", true},
    {"S93", "Dislocation and sprain of joints and ligaments at ankle, foot and toe level", false},
    {"S9340", "Sprain of unspecified ligament of ankle", false},
    {"S93401", "Sprain of unspecified ligament of right ankle", false},
    {"S93401A", "Sprain of unspecified ligament of right ankle, initial encounter", true},
    {"S93401D", "Sprain of unspecified ligament of right ankle, subsequent encounter", true},
    {"S93401S", "Sprain of unspecified ligament of right ankle, sequela", true},
    {"S93402", "Sprain of unspecified ligament of left ankle", false},
    {"S93402A", "Sprain of unspecified ligament of left ankle, initial encounter", true},
    {"S93402D", "Sprain of unspecified ligament of left ankle, subsequent encounter", true},
    {"S93402S", "Sprain of unspecified ligament of left ankle, sequela", true},
    {"Z79", "Long term (current) drug therapy", false},
    {"Z7984", "Long term (current) use of oral hypoglycemic drugs", true},
};

/* Appends a line to a table of the small dictionaries. */
UNIT_UNUSED static void small_add(const char *table, const char *row)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/dictionaries/%s", unit_folder(), table);
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    assert_true(fprintf(f, "%s\n", row) > 0);
    assert_int_equal(fclose(f), 0);
}

/* The real table's line of column names, as the first line of the small one. */
static void small_head(const char *real, const char *small)
{
    char *bytes;
    size_t n;
    struct str rest, line = {"", 0};
    assert_ok(file_read(real, (size_t)64 << 20, &bytes, &n));
    rest = (struct str){bytes, n};
    while (str_cut(&rest, '\n', &line) && (line.n == 0 || line.p[0] == '#')) continue;
    char name[256], text[512];
    (void)snprintf(name, sizeof name, "dictionaries/%s", small);
    (void)snprintf(text, sizeof text, "%.*s\n", STR_ARG(line));
    (void)unit_write(name, text);
    free(bytes);
}

/* Writes the small dictionaries anew. */
UNIT_UNUSED static void small_dictionaries(void)
{
    glob_t found;
    assert_int_equal(glob("dictionaries/*.tsv", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) small_head(found.gl_pathv[i], strchr(found.gl_pathv[i], '/') + 1);
    globfree(&found);
    assert_int_equal(glob("dictionaries/diagnoses/*.tsv", 0, NULL, &found), 0);
    small_head(found.gl_pathv[0], "diagnoses/a.tsv");
    small_head(found.gl_pathv[0], "procedures/a.tsv");
    globfree(&found);
    for (size_t i = 0; i < sizeof small_rows / sizeof small_rows[0]; i++) small_add(small_rows[i].table, small_rows[i].row);
}

static const char *small_order_file(void)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    for (size_t i = 0; i < sizeof small_codes / sizeof small_codes[0]; i++)
        (void)fprintf(f, "%05zu %-7s %d %-60.60s %s\n", i + 1, small_codes[i].code, small_codes[i].billable, small_codes[i].title,
                      small_codes[i].title);
    assert_int_equal(fclose(f), 0);
    const char *path = unit_write("order.txt", text);
    free(text);
    return path;
}

/* Compiles the small dictionaries as they stand, with the small code set and `books`, further files up to a NULL. */
UNIT_UNUSED static enum status small_build_with(const char *out, const char *const *books)
{
    struct codeset set = {0};
    char folder[128];
    enum status st = ST_OK;
    (void)snprintf(folder, sizeof folder, "%s/dictionaries", unit_folder());
    TRY(codeset_new(&set));
    TRY(codeset_import_file(&set, small_order_file()));
    for (; *books; books++) TRY(codeset_import_file(&set, *books));
    TRY(codeset_finish(&set));
    TRY(lexicon_build(folder, "models/ranking.tsv", "en_US", &set, out));
done:
    codeset_free(&set);
    return st;
}

UNIT_UNUSED static enum status small_build(const char *out)
{
    return small_build_with(out, (const char *const[]){NULL});
}

/* The path of a lexicon of the small dictionaries, built at the first call. */
UNIT_UNUSED static const char *small_lexicon(void)
{
    static char path[128];
    if (path[0]) return path;
    (void)snprintf(path, sizeof path, "%s/small.lex", unit_folder());
    small_dictionaries();
    assert_ok(small_build(path));
    return path;
}

#endif
