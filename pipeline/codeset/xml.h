/* Expat as the importers need it: elements with their text, line numbers, caps, and no document type.
 * A doctype is refused outright, so there are no entities that could grow, and no outside files. */
#ifndef CC_CODESET_XML_H
#define CC_CODESET_XML_H

#include "importer.h"

#define XML_MAX_DEPTH 64
#define XML_MAX_TEXT ((size_t)1 << 20)

struct xml;

struct xml_handler {
    /* attrs: name, value, ... NULL, lent for the call. */
    enum status (*start)(void *ctx, struct xml *x, struct str name, const char **attrs);
    /* text: that of the element and of what lies in it, unless an inner end() said to drop it. *ret_keep false (as given)
     * drops the text from the outer element's. */
    enum status (*end)(void *ctx, struct xml *x, struct str name, struct str text, bool *ret_keep);
};

enum status xml_parse(const struct source *s, const struct xml_handler *handler, void *ctx) MUST_CHECK;
long xml_line(const struct xml *x);
void xml_add_text(struct xml *x, const char *text); /* into the element that is open */
/* "" when the attribute is absent. */
struct str xml_attribute(const char **attrs, const char *name);

#endif
