"""Attacks of outsiders against the real processes, on loopback: `make hostile`."""
