-- What a provider tells of the account becomes a code and its facts, like every other reason.
ALTER TABLE account_news ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE account_news ADD COLUMN facts TEXT NOT NULL DEFAULT '';
