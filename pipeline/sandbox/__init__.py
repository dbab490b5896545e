"""Everything outside, in miniature: providers, portal and citizens."""
