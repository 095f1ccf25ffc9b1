#include "rank.h"

#include <math.h>

static const char *const names[FEATURE_COUNT] = {
#define X(name) #name,
    FEATURE_LIST(X)
#undef X
};

const char *feature_name(enum feature f)
{
    return names[f];
}

double ranking_confidence(const struct ranking *r, const float features[FEATURE_COUNT])
{
    double z = 0.0;
    for (int i = 0; i < FEATURE_COUNT; i++) z += (double)r->weight[i] * (double)features[i];
    return 1.0 / (1.0 + exp(-z));
}
