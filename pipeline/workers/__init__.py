"""The workers beside the web side: apply the inbox, answer citizens, keep the rows tidy."""
