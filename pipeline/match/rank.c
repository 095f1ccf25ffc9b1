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

void ranking_load(struct ranking *r, const struct lexicon *lex, enum encounter_type type)
{
    bool inpatient = type == ENCOUNTER_INPATIENT;
    struct lex_weight w = lexicon_weight(lex, STR("threshold"));
    r->threshold = (double)(inpatient ? w.inpatient : w.outpatient);
    for (int i = 0; i < FEATURE_COUNT; i++) {
        w = lexicon_weight(lex, str_of(names[i]));
        r->weight[i] = inpatient ? w.inpatient : w.outpatient;
    }
}

double ranking_moved(double confidence, double offset)
{
    const double least = 1e-9;
    double p = fmin(fmax(confidence, least), 1.0 - least);
    return 1.0 / (1.0 + exp(-(log(p / (1.0 - p)) + offset)));
}

double ranking_confidence(const struct ranking *r, const float features[FEATURE_COUNT])
{
    double z = 0.0;
    for (int i = 0; i < FEATURE_COUNT; i++) z += (double)r->weight[i] * (double)features[i];
    return 1.0 / (1.0 + exp(-z));
}
