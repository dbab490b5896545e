"""Staff who sign in to the pages: who they are, how they prove it, and what they may do."""
