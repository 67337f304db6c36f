"""Pure rules of an office's queue: no I/O, clock, thread or randomness."""
