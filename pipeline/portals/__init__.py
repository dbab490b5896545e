"""All that is learnt of a portal: where its news are, when they are read, and whether it still tells them."""
