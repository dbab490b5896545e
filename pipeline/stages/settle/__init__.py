"""settle: receipts, read-backs and silence turn doubt into certainty, or leave the delivery listed as uncertain."""
