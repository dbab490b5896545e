-- Emergencies that went out although they name somebody: a person is told, as of those that went as something calmer.
DROP INDEX decision_calmed;
CREATE INDEX decision_told ON decision (at) WHERE reason IN ('calmed', 'passed_rule', 'passed_names');
