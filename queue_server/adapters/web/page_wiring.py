"""Puts the pages together with the API they share an application with."""
