-- What routing needs to know of a waiting case without its log, and the policy that this was worked out under: cases
-- under an older one are worked out anew.
ALTER TABLE desk ADD COLUMN needs TEXT NOT NULL DEFAULT '{}';       -- {skill: level 1 to 5}
ALTER TABLE desk ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';      -- agents who were asked and did not take it
ALTER TABLE desk ADD COLUMN paged INTEGER NOT NULL DEFAULT 0;       -- somebody was called for it
ALTER TABLE desk ADD COLUMN policy INTEGER NOT NULL DEFAULT 0;
CREATE INDEX desk_needs ON desk (needs) WHERE agent IS NULL;
CREATE INDEX desk_offered ON desk (offered_to) WHERE offered_to IS NOT NULL;
CREATE INDEX desk_policy ON desk (inbox, policy);

ALTER TABLE agent ADD COLUMN teams TEXT NOT NULL DEFAULT '[]';      -- whose hours are theirs
