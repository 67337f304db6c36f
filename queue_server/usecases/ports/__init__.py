"""What use cases need from the outside; adapters and in-memory twins implement these."""
