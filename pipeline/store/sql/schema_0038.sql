-- How many joined and left on each day is asked on a page.
CREATE INDEX consent_at ON consent (at);
