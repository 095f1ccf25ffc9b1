/* The verbs of `chartcode queue` that stand in files of their own. */
#ifndef CC_CLI_QUEUE_CLI_H
#define CC_CLI_QUEUE_CLI_H

#include "cli.h"
#include "desk.h"

enum status queue_cli_chart(const char *text, int64_t *ret) MUST_CHECK;
/* The code set in force on the chart's date of service. */
enum status queue_cli_codes(const struct config *config, struct queue *q, int64_t chart, struct lexicon **ret) MUST_CHECK;

/* queue_desk.c */
enum status queue_unread(struct config *config, int argc, char **argv);
enum status queue_transcribe(struct config *config, int argc, char **argv);
enum status queue_dismiss(struct config *config, int argc, char **argv);
enum status queue_acknowledge_pages(struct config *config, int argc, char **argv);
enum status queue_note(struct config *config, int argc, char **argv);
enum status queue_reject_rest(struct config *config, int argc, char **argv);
enum status queue_order(struct config *config, int argc, char **argv);
enum status queue_park(struct config *config, int argc, char **argv);
enum status queue_unpark(struct config *config, int argc, char **argv);

#endif
