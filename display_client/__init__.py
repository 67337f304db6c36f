"""Programs that show an office's board."""
