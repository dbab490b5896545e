"""Everything about portals: the places of their news, the time to read them, and whether they still publish."""
