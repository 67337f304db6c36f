"""Messages to phones: what sends them, and the task that keeps sending."""
