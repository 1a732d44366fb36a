-- Whether a conversation is still to be told of the notice's present revision.
ALTER TABLE notice_link ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;
UPDATE notice_link SET owed = 1
  WHERE revision < (SELECT revision FROM notice WHERE notice.id = notice_link.notice)
    AND EXISTS (SELECT 1 FROM conversation WHERE id = notice_link.conversation AND state <> 'closed');
CREATE INDEX notice_link_owed ON notice_link (notice, conversation) WHERE owed = 1;

-- Cases of severity 1, to be held against notices.
CREATE INDEX desk_critical ON desk (conversation, seq, inbox, locale) WHERE severity = 1;
