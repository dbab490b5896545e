-- News whose words may tell of an emergency that no category names: a person is told.
CREATE INDEX decision_perhaps ON decision (at) WHERE reason = 'perhaps_urgent';
