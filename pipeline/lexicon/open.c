/* Opening and looking up. What is in the file was checked, so that lookups need no checks of their own. */
#include "lexicon.h"
#include "lexicon_internal.h"

#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const source_names[SOURCE_COUNT] = {"dictionary",     "title",      "inclusion term", "index",      "external causes",
                                                       "neoplasm table", "drug table", "procedures",     "medications"};

const char *entry_source_name(enum entry_source s)
{
    return source_names[s];
}

static enum status map_file(struct lexicon *lex, const char *path, long *ret_written_ns)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot open the lexicon '%s'", path);
    struct stat info;
    enum status st = ST_OK;
    if (fstat(fd, &info) != 0) st = fail_errno(ST_IO, "cannot read the lexicon '%s'", path);
    else if ((size_t)info.st_size < sizeof(struct lex_header))
        st = fail(ST_BAD_DATA, "'%s' is not a lexicon; build it again with 'chartcode lexicon build'", path);
    if (st == ST_OK) {
        lex->bytes = (size_t)info.st_size;
        lex->device = (uint64_t)info.st_dev;
        lex->inode = (uint64_t)info.st_ino;
        *ret_written_ns = info.st_mtim.tv_nsec;
        void *map = mmap(NULL, lex->bytes, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED) st = fail_errno(ST_IO, "cannot map the lexicon '%s'", path);
        else lex->header = map;
    }
    (void)close(fd);
    return st;
}

static enum status check_header(const struct lexicon *lex, const char *path)
{
    const struct lex_header *h = lex->header;
    if (memcmp(h->magic, LEXICON_MAGIC, sizeof h->magic) != 0) return fail(ST_BAD_DATA, "'%s' is not a lexicon", path);
    if (h->version != LEXICON_VERSION || h->byte_order != LEXICON_BYTE_ORDER)
        return fail(ST_BAD_DATA, "lexicon '%s' is of version %u, this program reads %u; build it again", path, h->version, LEXICON_VERSION);
    if (h->bytes != lex->bytes)
        return fail(ST_BAD_DATA, "lexicon '%s' is cut short: %zu of %llu bytes", path, lex->bytes, (unsigned long long)h->bytes);
    return ST_OK;
}

static enum status place_arrays(struct lexicon *lex, const char *path)
{
    const struct lex_array_row *row = (const void *)(lex->header + 1);
    uint32_t i = 0;
    if (lex->header->array_count > (lex->bytes - sizeof *lex->header) / sizeof *row)
        return fail(ST_BAD_DATA, "lexicon '%s' is damaged (list of arrays); build it again", path);
#define X(field, count_field, type)                                                                                                                  \
    if (i >= lex->header->array_count || row[i].element_bytes != sizeof(type) || row[i].offset % 16 || row[i].offset > lex->bytes ||                 \
        (uint64_t)row[i].count * sizeof(type) > lex->bytes - row[i].offset)                                                                          \
        return fail(ST_BAD_DATA, "lexicon '%s' is damaged (array %u); build it again", path, i);                                                     \
    lex->field = (const void *)((const char *)lex->header + row[i].offset);                                                                          \
    lex->count_field = row[i].count;                                                                                                                 \
    i++;
    LEXICON_ARRAYS(X)
#undef X
    return ST_OK;
}

static void find_systems(struct lexicon *lex)
{
    for (int s = 0; s <= SYSTEM_COUNT; s++) {
        uint32_t lo = 0, hi = lex->code_count;
        while (lo < hi) {
            uint32_t mid = lo + (hi - lo) / 2;
            if (lex->codes[mid].system < s) lo = mid + 1;
            else hi = mid;
        }
        lex->system_first[s] = lo;
    }
}

static void find_kinds(struct lexicon *lex)
{
    for (int k = 0; k <= RULE_KIND_COUNT; k++) {
        uint32_t at = k ? lex->rule_first[k - 1] : 0;
        while (at < lex->rule_count && lex->rules[at].kind < k) at++;
        lex->rule_first[k] = at;
    }
}

static struct lexicon *open_ones;
static pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER; /* over open_ones and their users */

/* The file at `path` if it is open: the same inode, which a rebuilt lexicon never has while the old one is mapped. */
static struct lexicon *already_open(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return NULL;
    for (struct lexicon *l = open_ones; l; l = l->next)
        if (l->device == (uint64_t)info.st_dev && l->inode == (uint64_t)info.st_ino && l->bytes == (size_t)info.st_size) return l;
    return NULL;
}

static void destroy(struct lexicon *lex)
{
    if (!lex) return;
    if (lex->header && lex->bytes) (void)munmap((void *)(uintptr_t)lex->header, lex->bytes);
    free(lex);
}

static enum status open_file(const char *path, struct lexicon **ret)
{
    enum status st = ST_OK;
    long written_ns;
    struct lexicon *lex = calloc(1, sizeof *lex);
    if (!lex) return fail(ST_NO_MEMORY, "out of memory");
    TRY(map_file(lex, path, &written_ns));
    TRY(check_header(lex, path));
    TRY(place_arrays(lex, path));
    if (written_ns != lexicon_seal_ns(lex->header)) TRY(lexicon_check(lex, path));
    find_systems(lex);
    find_kinds(lex);
    lex->users = 1;
    lex->next = open_ones;
    open_ones = lex;
    *ret = lex;
done:
    if (st != ST_OK) destroy(lex);
    return st;
}

enum status lexicon_open(const char *path, struct lexicon **ret)
{
    enum status st = ST_OK;
    char *own = NULL;
    if (!path || !*path) {
        TRY(data_path("models/chartcode.lex", &own));
        path = own;
        if (access(own, R_OK) != 0) TRY(fail(ST_MISSING, "no lexicon '%s'; run 'make lexicon' or name one with --lexicon", own));
    }
    (void)pthread_mutex_lock(&open_lock);
    struct lexicon *lex = already_open(path);
    if (!lex) st = open_file(path, &lex);
    else lex->users++;
    (void)pthread_mutex_unlock(&open_lock);
    if (st == ST_OK) *ret = lex;
done:
    free(own);
    return st;
}

enum status lexicon_verify(const struct lexicon *lex, const char *path)
{
    unsigned char hash[LEXICON_HASH_BYTES];
    lexicon_hash_of(lex, hash);
    if (memcmp(hash, lex->header->hash, sizeof hash) != 0)
        return fail(ST_BAD_DATA, "lexicon '%s' is not what was built (its hash differs); build it again", path);
    return lexicon_check(lex, path);
}

enum status lexicon_identity(const char *path, unsigned char ret_hash[LEXICON_HASH_BYTES])
{
    struct lexicon lex = {.header = NULL};
    enum status st = ST_OK;
    long written_ns;
    TRY(map_file(&lex, path, &written_ns));
    TRY(check_header(&lex, path));
    memcpy(ret_hash, lex.header->hash, sizeof lex.header->hash);
done:
    if (lex.header) (void)munmap((void *)(uintptr_t)lex.header, lex.bytes);
    return st;
}

void lexicon_close(struct lexicon *lex)
{
    if (!lex) return;
    (void)pthread_mutex_lock(&open_lock);
    bool last = --lex->users == 0;
    struct lexicon **at = &open_ones;
    while (last && *at && *at != lex) at = &(*at)->next;
    if (last && *at) *at = lex->next;
    (void)pthread_mutex_unlock(&open_lock);
    if (last) destroy(lex);
}

uint32_t lexicon_hash32(struct str s)
{
    uint64_t h = str_hash(s);
    return (uint32_t)(h ^ h >> 32);
}

/* First slot whose hash agrees, from *at on; NULL at the end of the run. */
static const struct lex_hash_slot *probe(const struct lex_hash_slot *slots, uint32_t count, uint32_t hash, uint32_t *at)
{
    if (!count) return NULL;
    for (;; (*at)++) {
        const struct lex_hash_slot *s = &slots[*at & (count - 1)];
        if (!s->value) return NULL;
        if (s->hash == hash) return s;
    }
}

static bool reads(const char *text, struct str word)
{
    return strncmp(text, word.p, word.n) == 0 && text[word.n] == '\0';
}

uint32_t lexicon_term(const struct lexicon *lex, struct str word)
{
    uint32_t hash = lexicon_hash32(word), at = hash;
    const struct lex_hash_slot *s;
    for (; (s = probe(lex->term_slots, lex->term_slot_count, hash, &at)); at++)
        if (reads(lex_cstr(lex, lex->terms[s->value - 1].text), word)) return s->value - 1;
    return LEXICON_NO_TERM;
}

const struct lex_rewrite *lexicon_rewrites(const struct lexicon *lex, struct str word, uint32_t *ret_n)
{
    uint32_t hash = lexicon_hash32(word), at = hash;
    const struct lex_hash_slot *s;
    *ret_n = 0;
    for (; (s = probe(lex->rewrite_slots, lex->rewrite_slot_count, hash, &at)); at++) {
        const struct lex_rewrite *first = &lex->rewrites[s->value - 1];
        if (!str_eq((struct str){lex_cstr(lex, first->from), first->first_bytes}, word)) continue;
        *ret_n = first->run;
        return first;
    }
    return NULL;
}

bool lexicon_rewrite_known(const struct lexicon *lex, struct str lower)
{
    uint32_t n;
    const struct lex_rewrite *r = lexicon_rewrites(lex, lower, &n);
    return n && r[n - 1].word_count == 1; /* the shortest; a damaged file may say that there is none */
}

/* Lower case, runs of blanks made one. False when longer than any heading. */
static bool heading_key(struct str text, char *out, size_t room, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\t') c = ' ';
        if (c == ' ' && (n == 0 || out[n - 1] == ' ')) continue;
        if (n == room) return false;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    while (n && out[n - 1] == ' ') n--;
    *ret_n = n;
    return true;
}

enum section lexicon_heading(const struct lexicon *lex, struct str text)
{
    char key[96];
    size_t n;
    if (!heading_key(text, key, sizeof key, &n)) return SECTION_COUNT;
    struct str want = {key, n};
    uint32_t hash = lexicon_hash32(want), at = hash;
    const struct lex_hash_slot *s;
    for (; (s = probe(lex->heading_slots, lex->heading_slot_count, hash, &at)); at++)
        if (str_eq(lex_str(lex, lex->headings[s->value - 1].text), want)) return (enum section)lex->headings[s->value - 1].section;
    return SECTION_COUNT;
}

/* Chapters and blocks stand among the codes in book order, so they are stepped over: codes themselves are sorted. */
uint32_t lexicon_code(const struct lexicon *lex, enum code_system system, struct str code)
{
    uint32_t lo = lex->system_first[system], hi = lex->system_first[system + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2, at = mid;
        while (at < hi && lex->codes[at].level != LEVEL_CODE) at++;
        int order = at == hi ? 1 : code_compare(lex_str(lex, lex->codes[at].code), code);
        if (order == 0) return at;
        if (order < 0) lo = at + 1;
        else hi = mid;
    }
    return LEXICON_NO_CODE;
}

uint32_t lexicon_code_any(const struct lexicon *lex, struct str code)
{
    uint32_t best = LEXICON_NO_CODE;
    for (int s = 0; s < SYSTEM_COUNT; s++) {
        uint32_t at = lexicon_code(lex, (enum code_system)s, code);
        if (at != LEXICON_NO_CODE && str_eq(lex_str(lex, lex->codes[at].code), code)) return at;
        if (best == LEXICON_NO_CODE) best = at;
    }
    return best;
}

const char *learned_effect_name(enum learned_effect e)
{
    static const char *const names[LEARNED_EFFECT_COUNT] = {"add", "instead", "mute", "weight"};
    return names[e];
}

const struct lex_learned *lexicon_learned(const struct lexicon *lex, const struct lex_entry *e, uint32_t code, enum learned_effect effect)
{
    for (uint32_t at = e->learned; at; at = lex->learned[at - 1].next)
        if (lex->learned[at - 1].code == code && lex->learned[at - 1].effect == effect) return &lex->learned[at - 1];
    return NULL;
}

struct lex_weight lexicon_weight(const struct lexicon *lex, struct str name)
{
    for (uint32_t i = 0; i < lex->weight_count; i++)
        if (str_eq(lex_str(lex, lex->weights[i].name), name)) return lex->weights[i];
    return (struct lex_weight){0};
}
