"""What a council has set: config.yaml, the keys, the working folder. Strict; every mistake is one line."""
