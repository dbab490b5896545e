"""What messages cost, and what a month may."""
