"""What is heard and shown over HTTP: the webhook, pings, pictures, the tray."""
