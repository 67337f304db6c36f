"""A line of simulated units on a pty."""
