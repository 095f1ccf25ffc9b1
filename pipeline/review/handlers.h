/* The handlers of the routes' table, file by file. */
#ifndef CC_REVIEW_HANDLERS_H
#define CC_REVIEW_HANDLERS_H

#include "review_in.h"

typedef enum status handler(struct exchange *x);

/* sign_in.c */
handler get_health, post_session, get_session, delete_session, post_password, post_totp, post_emergency, get_preferences, put_preferences;

/* worklists.c */
handler get_charts, get_counts, post_next, get_next, post_lease, delete_lease, post_park, post_unpark, post_print, post_hand_over, post_priority;
struct desk_row;
/* Takes the next chart of those that `filter` (an object) lets through; 0: none. */
enum status take_next(struct exchange *x, const json_t *filter, int64_t *ret_chart) MUST_CHECK;
void json_set_row(json_t *o, const struct desk_row *r); /* what a row of a list and a chart have in common */

/* chart_json.c */
handler get_chart;
enum status reply_leased(struct exchange *x, int64_t chart) MUST_CHECK; /* tells who has it; error_message() is the message */

/* acts.c */
handler post_act;

/* pages.c */
handler get_page, get_image;

/* codes.c */
handler get_search, get_code, get_index, get_recent, get_templates;

/* people.c */
handler get_users, post_user, patch_user, get_audit, get_verify, not_built;

#endif
