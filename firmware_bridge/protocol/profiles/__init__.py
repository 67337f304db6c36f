"""Device profiles: how each kind of unit is polled and written."""
