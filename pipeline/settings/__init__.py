"""A council's settings: config.yaml, the keys, the working folder. Strict; every mistake is reported in one line."""
