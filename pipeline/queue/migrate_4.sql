-- Version 4: cover sheets and separators. They stay in the record and are never read. A document that holds several charts belongs to the
-- chart of its first page; its other pages say themselves whose they are.
ALTER TABLE pages ADD COLUMN sheet TEXT CHECK (sheet IN ('cover', 'separator'));
