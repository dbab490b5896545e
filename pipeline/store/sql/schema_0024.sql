-- What went out, and of which a person is told all the same: perhaps an emergency, or one that names somebody.
DROP INDEX decision_calmed;
CREATE INDEX decision_told ON decision (at) WHERE reason IN ('calmed', 'perhaps_urgent', 'passed_rule', 'passed_names');
