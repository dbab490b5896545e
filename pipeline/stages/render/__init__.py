"""render: the channel's text and picture of an item, by the council's templates. Pure."""
