"""One module per channel; `base` is the protocol they keep, `registry` finds them by name."""
