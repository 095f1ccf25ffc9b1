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

static float weight_of(const struct lexicon *lex, struct str name, enum encounter_type type)
{
    struct lex_weight w = lexicon_weight(lex, name);
    return type == ENCOUNTER_INPATIENT ? w.inpatient : w.outpatient;
}

void ranking_load(struct ranking *r, const struct lexicon *lex, enum encounter_type type)
{
    r->threshold = (double)weight_of(lex, STR("threshold"), type);
    r->fallback = (double)weight_of(lex, STR("fallback"), type);
    r->neighbour = (double)weight_of(lex, STR("neighbour"), type);
    r->vague = (double)weight_of(lex, STR("vague"), type);
    for (int i = 0; i < FEATURE_COUNT; i++) r->weight[i] = weight_of(lex, str_of(names[i]), type);
}

double ranking_moved(double confidence, double offset)
{
    const double least = 1e-9;
    double p = fmin(fmax(confidence, least), 1.0 - least);
    return 1.0 / (1.0 + exp(-(log(p / (1.0 - p)) + offset)));
}

double ranking_confidence(const struct ranking *r, const float features[FEATURE_COUNT], double offset)
{
    double z = offset;
    for (int i = 0; i < FEATURE_COUNT; i++) z += (double)r->weight[i] * (double)features[i];
    return 1.0 / (1.0 + exp(-z));
}
