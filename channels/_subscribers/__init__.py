"""Parts of `channels.subscribers`."""
