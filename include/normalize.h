/* normalize: text of a chart to sections, sentences and tokens. See page.h for what it fills. */
#ifndef CC_NORMALIZE_H
#define CC_NORMALIZE_H

#include "stage.h"

extern const struct stage stage_normalize;

#endif
