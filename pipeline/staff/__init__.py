"""The side of staff: actions, the situation, alerts, status, previews, templates, the tray. In Italian."""
