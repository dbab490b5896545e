"""parse: turns bytes into entries, with one module for each format of portals' news. Pure."""
