#include "xml.h"

#include <expat.h>

#define CHUNK_BYTES ((size_t)1 << 20)

struct xml {
    XML_Parser parser;
    const struct source *source;
    const struct xml_handler *handler;
    void *ctx;
    struct buf text; /* of all open elements, one behind the other */
    size_t text_from[XML_MAX_DEPTH];
    int depth;
    enum status st;
};

long xml_line(const struct xml *x)
{
    return (long)XML_GetCurrentLineNumber(x->parser);
}

void xml_add_text(struct xml *x, const char *text)
{
    buf_add(&x->text, text, strlen(text));
}

struct str xml_attribute(const char **attrs, const char *name)
{
    for (; attrs[0]; attrs += 2)
        if (strcmp(attrs[0], name) == 0) return str_of(attrs[1]);
    return (struct str){"", 0};
}

static void stop(struct xml *x, enum status st)
{
    x->st = st;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_start(void *p, const XML_Char *name, const XML_Char **attrs)
{
    struct xml *x = p;
    if (x->st != ST_OK) return;
    if (x->depth == XML_MAX_DEPTH) {
        stop(x, source_fault(x->source, xml_line(x), "elements are nested deeper than %d", XML_MAX_DEPTH));
        return;
    }
    enum status st = x->handler->start(x->ctx, x, str_of(name), attrs);
    x->text_from[x->depth++] = x->text.n;
    if (st != ST_OK) stop(x, st);
}

static void XMLCALL on_end(void *p, const XML_Char *name)
{
    struct xml *x = p;
    if (x->st != ST_OK) return;
    size_t from = x->text_from[--x->depth];
    struct str text = {x->text.p ? x->text.p + from : "", x->text.n - from};
    bool keep = false;
    enum status st = x->handler->end(x->ctx, x, str_of(name), text, &keep);
    if (!keep) x->text.n = from;
    if (st != ST_OK) stop(x, st);
}

static void XMLCALL on_text(void *p, const XML_Char *text, int n)
{
    struct xml *x = p;
    if (x->st != ST_OK) return;
    buf_add(&x->text, text, (size_t)n);
    if (buf_status(&x->text) != ST_OK) stop(x, source_fault(x->source, xml_line(x), "a text is over %zu kB", XML_MAX_TEXT >> 10));
}

static void XMLCALL on_doctype(void *p, const XML_Char *name, const XML_Char *sysid, const XML_Char *pubid, int internal)
{
    struct xml *x = p;
    (void)name, (void)sysid, (void)pubid, (void)internal;
    stop(x, source_fault(x->source, xml_line(x), "declares a document type; official files have none, and entities are not taken"));
}

static enum status feed(struct xml *x)
{
    struct str rest = x->source->bytes;
    do {
        size_t n = rest.n < CHUNK_BYTES ? rest.n : CHUNK_BYTES;
        enum XML_Status got = XML_Parse(x->parser, rest.p, (int)n, n == rest.n);
        if (x->st != ST_OK) return x->st;
        if (got != XML_STATUS_OK)
            return source_fault(x->source, xml_line(x), "not well-formed XML: %s", XML_ErrorString(XML_GetErrorCode(x->parser)));
        rest.p += n, rest.n -= n;
    } while (rest.n);
    return ST_OK;
}

enum status xml_parse(const struct source *s, const struct xml_handler *handler, void *ctx)
{
    struct xml x = {.parser = XML_ParserCreate(NULL), .source = s, .handler = handler, .ctx = ctx};
    if (!x.parser) return fail(ST_NO_MEMORY, "out of memory for '%s'", s->name);
    buf_init(&x.text, XML_MAX_TEXT);
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, on_start, on_end);
    XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    enum status st = feed(&x);
    XML_ParserFree(x.parser);
    buf_clear(&x.text);
    return st;
}
