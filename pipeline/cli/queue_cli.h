/* The verbs of `chartcode queue` that stand in files of their own. */
#ifndef CC_CLI_QUEUE_CLI_H
#define CC_CLI_QUEUE_CLI_H

#include "cli.h"
#include "desk.h"

/* The table of the verbs, and the row of the one that argv[0] names, under its whole name: "queue order". */
extern const struct command queue_verbs[];
struct command queue_self(char **argv);

enum status queue_cli_chart(const char *text, int64_t *ret) MUST_CHECK;
/* The code set in force on the chart's date of service. */
enum status queue_cli_codes(const struct config *config, struct queue *q, int64_t chart, struct lexicon **ret) MUST_CHECK;

/* queue_desk.c */
enum status queue_act(struct config *config, int argc, char **argv);
enum status queue_unread(struct config *config, int argc, char **argv);
enum status queue_dismiss(struct config *config, int argc, char **argv);
enum status queue_acknowledge_pages(struct config *config, int argc, char **argv);
enum status queue_notes(struct config *config, int argc, char **argv);
enum status queue_templates(struct config *config, int argc, char **argv);
enum status queue_park(struct config *config, int argc, char **argv);
enum status queue_unpark(struct config *config, int argc, char **argv);
enum status queue_hand_over(struct config *config, int argc, char **argv);
enum status queue_priority(struct config *config, int argc, char **argv);

#endif
