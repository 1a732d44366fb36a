-- When the response that is owed is warned of, for whoever looks at the queue; `paged` counts since it waits.
ALTER TABLE desk ADD COLUMN respond_warn INTEGER;
