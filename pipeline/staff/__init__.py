"""What staff see and do: actions, the situation, alerts, status, previews, templates, the tray. In Italian."""
