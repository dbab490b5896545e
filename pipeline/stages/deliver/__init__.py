"""deliver: one holder drains what is due through one sender, at its pace, each delivery once."""
