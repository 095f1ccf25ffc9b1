#include "page_writer.h"

static const struct page_writer *const writers[] = {
    &page_writer_text, &page_writer_tsv, &page_writer_json, &page_writer_hocr, &page_writer_alto, &page_writer_pdf,
};

const struct page_writer *page_writer_lookup(const char *name)
{
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        if (strcmp(writers[i]->name, name) == 0) return writers[i];
    return NULL;
}
