"""deliver: one holder sends the due deliveries of one sender, at its pace, each of them once."""
