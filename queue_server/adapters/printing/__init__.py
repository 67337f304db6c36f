"""Tickets on paper: the picture, the bytes of the printer, and the spool that prints each once."""
