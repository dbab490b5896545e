"""The pages for staff, below /ufficio."""

HOME = "/ufficio"
