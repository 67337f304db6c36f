"""Sends an office's log to the province, by HTTPS and in a task of its own."""
