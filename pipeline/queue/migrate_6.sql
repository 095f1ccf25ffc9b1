-- Version 6: sheets that were scanned twice. See include/repeat.h.
ALTER TABLE pages ADD COLUMN repeats_id INTEGER REFERENCES pages (id); -- the earlier page it repeats; duplicate_of too where that is of this chart
ALTER TABLE pages ADD COLUMN print BLOB;                               -- how a page with few words looks; NULL: it has words to tell it by

CREATE TABLE page_keys (
    key INTEGER NOT NULL,
    page_id INTEGER NOT NULL REFERENCES pages (id),
    PRIMARY KEY (key, page_id)
) STRICT, WITHOUT ROWID;
