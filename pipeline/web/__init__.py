"""The HTTP side: the webhook, pings, pictures, the tray."""
