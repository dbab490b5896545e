"""The service's own messages: announcements, digests, letters."""
