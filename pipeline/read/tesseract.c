#include "tesseract.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>
#include <tesseract/version.h>

#define TEXT_OF(x) #x
#define LIBRARY_OF(major) "libtesseract.so." TEXT_OF(major)
#define LIBRARY LIBRARY_OF(TESSERACT_MAJOR_VERSION)

struct tesseract tess;

static bool find(void *library, const char *name, void *call, size_t n)
{
    void *symbol = dlsym(library, name);
    memcpy(call, &symbol, n); /* ISO C knows no way from an object's pointer to a function's */
    return symbol != NULL;
}

enum status tesseract_load(void)
{
    static void *library; /* stays: its threads and its tables are the process's */
    if (library) return ST_OK;
    void *found = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    bool all = found != NULL;
#define X(call) all = all && find(found, #call, &tess.call, sizeof tess.call);
    TESSERACT_CALLS(X)
#undef X
    if (!all) return fail(ST_MISSING, "cannot load %s to read pages: %s", LIBRARY, dlerror());
    (void)find(found, "omp_set_max_active_levels", &tess.omp_set_max_active_levels, sizeof tess.omp_set_max_active_levels);
    library = found;
    return ST_OK;
}
