"""The workers of `serve`: they apply the inbox, answer citizens and keep the tables tidy."""
