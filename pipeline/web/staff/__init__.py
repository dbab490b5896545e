"""The pages for staff, below /ufficio."""
