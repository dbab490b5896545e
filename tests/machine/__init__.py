"""The promise as a state machine: whatever happens in whatever order, everyone once, and nobody after "annullata"."""
