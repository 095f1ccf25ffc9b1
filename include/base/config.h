/* Configuration: one table (CONFIG_LIST) of every setting with type, range, default and help.
 * Each is a key of the configuration file (`key = value`, see chartcode.conf.example), a flag (`--key value`) of every
 * command, and the later wins: default, file, environment (CHARTCODE_LEXICON, CHARTCODE_HOME, CHARTCODE_CONFIG), flag. */
#ifndef CC_BASE_CONFIG_H
#define CC_BASE_CONFIG_H

#include "base/error.h"
#include "base/text.h"

/* INT(field, key, default, lowest, highest, help)  TEXT(field, key, default, help) */
#define CONFIG_LIST(INT, TEXT)                                                                                                                       \
    TEXT(workspace, "workspace", "./chartcode-work", "folder of the queue, page images and imported code sets")                                      \
    TEXT(lexicon, "lexicon", "", "compiled lexicon; default: the newest import, else the one beside the program")                                    \
    TEXT(tessdata, "tessdata", "", "folder of Tesseract's models; default: Tesseract's own")                                                         \
    TEXT(language, "language", "eng", "Tesseract model to read with")                                                                                \
    TEXT(spelling, "spelling", "en_US,en_med_glut",                                                                                                  \
         "Hunspell dictionaries that a lexicon is built with, parted by commas; empty: no spelling repair")                                          \
    TEXT(encounter, "encounter", "outpatient", "outpatient, inpatient or emergency, where nothing else says")                                        \
    TEXT(listen, "listen", "127.0.0.1:8765", "address and port of 'serve'; any but loopback needs TLS")                                              \
    TEXT(tls_cert, "tls-cert", "", "certificate chain of 'serve' (PEM)")                                                                             \
    TEXT(tls_key, "tls-key", "", "its private key (PEM)")                                                                                            \
    TEXT(log_level, "log-level", "warn", "debug, info, warn or error")                                                                               \
    INT(workers, "workers", 0, 0, 256, "pages read at once; 0: one for each core")                                                                   \
    INT(max_file_mb, "max-file-mb", 2048, 1, 65536, "largest file taken in")                                                                         \
    INT(max_mpixel, "max-mpixel", 200, 1, 2000, "largest page, in million pixels")                                                                   \
    INT(max_pages, "max-pages", 5000, 1, 100000, "most pages of one file")                                                                           \
    INT(max_text_mb, "max-text-mb", 16, 1, 256, "largest text file or chart text")                                                                   \
    INT(page_timeout_s, "page-timeout-s", 120, 1, 3600, "seconds one page may take before it is set aside")                                          \
    INT(page_memory_mb, "page-memory-mb", 2048, 256, 65536, "memory one page may take before it is set aside")                                       \
    INT(worker_nice, "worker-nice", 10, 0, 19, "how far workers stand back behind other programs for the processor")                                 \
    INT(worker_pages, "worker-pages", 200, 1, 100000, "pages after which a worker process is replaced")                                              \
    INT(attempts, "attempts", 2, 1, 10, "times a page is tried before it is set aside for a person")                                                 \
    INT(review_confidence_pct, "review-confidence-pct", 70, 0, 100, "pages read with less are queued for a person's eyes")                           \
    INT(watch_settle_s, "watch-settle-s", 10, 1, 3600, "a file in a watched folder that was not touched for so long is whole")                       \
    INT(watch_idle_s, "watch-idle-s", 120, 1, 86400, "a chart whose pages come as files waits so long for the next")                                 \
    INT(busy_timeout_s, "busy-timeout-s", 10, 0, 600, "seconds to wait while another process writes to the queue")                                   \
    INT(learn_least, "learn-least", 5, 2, 100000, "decisions on a phrase and code before something is proposed")                                     \
    INT(learn_share_pct, "learn-share-pct", 70, 51, 100, "of these decisions, how many must agree")                                                  \
    INT(lease_min, "lease-min", 30, 1, 1440, "minutes that a chart stays with the coder who took it")                                                \
    INT(idle_min, "idle-min", 15, 1, 1440, "minutes without a key or click after which the desk signs off")                                          \
    INT(session_h, "session-h", 12, 1, 168, "hours after which everyone signs in again")                                                             \
    INT(password_memory_mb, "password-memory-mb", 64, 8, 4096, "memory that checking a password takes; more is safer and slower")

struct config {
#define INT(field, key, def, lo, hi, help) int field;
#define TEXT(field, key, def, help) const char *field; /* owned */
    CONFIG_LIST(INT, TEXT)
#undef INT
#undef TEXT
};

struct config_row {
    const char *key, *help;
    size_t offset;
    bool is_int;
    int lowest, highest;
    const char *default_text;
};

/* The table itself, for help and documentation; ends with a NULL key. */
extern const struct config_row config_rows[];

/* Defaults, then the file (NULL: $CHARTCODE_CONFIG, else ./chartcode.conf or /etc/chartcode.conf if there), then the environment. */
enum status config_open(struct config *c, const char *path) MUST_CHECK;
/* `origin` names the flag or file line in the message. ST_USAGE for an unknown key or a value out of range. */
enum status config_set(struct config *c, struct str key, struct str value, const char *origin) MUST_CHECK;
void config_close(struct config *c);

#endif
