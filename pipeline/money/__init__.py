"""The prices of messages, and the month's budget."""
