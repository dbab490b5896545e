"""parse: bytes become entries, one module for each form in which a portal tells its news. Pure."""
