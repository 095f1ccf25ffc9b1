/* Tesseract's library, loaded when the first page is to be read. With what it draws in (curl, TLS, Kerberos, LDAP) it takes longer
 * to link than a note takes to code, and most commands read no page. */
#ifndef CC_READ_TESSERACT_H
#define CC_READ_TESSERACT_H

#include "base/error.h"

#include <tesseract/capi.h>

#define TESSERACT_CALLS(X)                                                                                                                           \
    X(TessBaseAPICreate)                                                                                                                             \
    X(TessBaseAPIInit2)                                                                                                                              \
    X(TessBaseAPIEnd)                                                                                                                                \
    X(TessBaseAPIDelete)                                                                                                                             \
    X(TessBaseAPIClear)                                                                                                                              \
    X(TessBaseAPIClearAdaptiveClassifier)                                                                                                            \
    X(TessBaseAPISetPageSegMode)                                                                                                                     \
    X(TessBaseAPISetImage2)                                                                                                                          \
    X(TessBaseAPISetSourceResolution)                                                                                                                \
    X(TessBaseAPIRecognize)                                                                                                                          \
    X(TessBaseAPIGetIterator)                                                                                                                        \
    X(TessBaseAPIIsValidWord)                                                                                                                        \
    X(TessMonitorCreate)                                                                                                                             \
    X(TessMonitorDelete)                                                                                                                             \
    X(TessMonitorSetDeadlineMSecs)                                                                                                                   \
    X(TessDeleteText)                                                                                                                                \
    X(TessPageIteratorBegin)                                                                                                                         \
    X(TessPageIteratorBoundingBox)                                                                                                                   \
    X(TessPageIteratorIsAtBeginningOf)                                                                                                               \
    X(TessResultIteratorDelete)                                                                                                                      \
    X(TessResultIteratorNext)                                                                                                                        \
    X(TessResultIteratorGetPageIterator)                                                                                                             \
    X(TessResultIteratorGetPageIteratorConst)                                                                                                        \
    X(TessResultIteratorGetUTF8Text)                                                                                                                 \
    X(TessResultIteratorConfidence)

/* The calls, under their own names; those of the library once tesseract_load() was well. */
struct tesseract {
#define X(call) __typeof__(call) *call;
    TESSERACT_CALLS(X)
#undef X
    void (*omp_set_max_active_levels)(int); /* NULL where Tesseract was built without OpenMP */
};
extern struct tesseract tess;

/* Loads it once in a process; ST_MISSING when it is not installed. */
enum status tesseract_load(void) MUST_CHECK;

#endif
