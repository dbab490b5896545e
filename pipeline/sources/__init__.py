"""One module for each form in which a portal tells its news: `read(Document) -> Parsed`. Pure."""
