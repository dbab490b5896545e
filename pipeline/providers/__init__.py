"""Our standing at providers: approved texts, daily limits, and the state of our access."""
