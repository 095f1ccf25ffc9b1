-- Version 7: the shape of a page, so that a chart is shown without taking every page's result apart. NULL: read before.
ALTER TABLE pages ADD COLUMN width INTEGER;        -- pixels of the original
ALTER TABLE pages ADD COLUMN height INTEGER;
ALTER TABLE pages ADD COLUMN rotation_deg INTEGER; -- clockwise, to read it upright
