/* Small pieces of JSON. */
#include "review_in.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

struct str json_text(const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    return json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : (struct str){NULL, 0};
}

json_t *json_date(int yyyymmdd)
{
    char text[16];
    if (!yyyymmdd) return json_null();
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
    return json_string(text);
}

json_t *json_time(int64_t ms)
{
    return ms ? json_integer(ms) : json_null();
}

json_t *json_name(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

json_t *json_phi(struct phi text)
{
    return text.n ? json_stringn(text.p, text.n) : json_null();
}

json_t *json_share(double v)
{
    return v < 0 ? json_null() : json_real(round(v * 10000.0) / 10000.0);
}

json_t *json_box(struct box b)
{
    return json_pack("[i,i,i,i]", b.x, b.y, b.w, b.h);
}

json_t *json_roles(unsigned roles)
{
    char text[ROLES_TEXT_BYTES];
    struct str rest = str_of(roles_text(roles, text)), name;
    json_t *list = json_array();
    while (rest.n && str_cut(&rest, ',', &name)) (void)json_array_append_new(list, json_stringn(name.p, name.n));
    return list;
}

void json_set(json_t *o, const char *key, json_t *value)
{
    (void)json_object_set_new(o, key, value);
}

int64_t wall_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
