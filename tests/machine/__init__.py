"""The promise as a state machine: for any events, everyone gets an item once, and nobody after "annullata"."""
