"""settle: receipts, looks back and silence turn doubt into certainty, or leave it listed."""
