"""A year in a minute: what would have gone out of a portal's past, by the very code, on a clock of its own."""
