-- Pages before what is late, and that before the rest: alert::Urgency, 0 to 2.
ALTER TABLE occasion ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2;
ALTER TABLE delivery ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2;
UPDATE occasion SET urgency = CASE json_extract(fact, '$.kind') WHEN 'paged' THEN 0 WHEN 'new_case' THEN 2 ELSE 1 END;
UPDATE delivery SET urgency = coalesce((SELECT urgency FROM occasion WHERE occasion.event = delivery.event), 2);
DROP INDEX occasion_open;
CREATE INDEX occasion_open ON occasion (urgency, at) WHERE spread = 0;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (receiver, urgency, due) WHERE state = 'waiting';
