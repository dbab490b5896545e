"""decide: publish, hold or skip, per channel, and why. Pure."""
