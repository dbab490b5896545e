"""What providers say of us: the texts they approve, and whether our access is in order."""
