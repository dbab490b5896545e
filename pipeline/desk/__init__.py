"""What the service itself has to say: announcements, digests, letters."""
