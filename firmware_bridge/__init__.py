"""The program on the computer that has the serial lines."""
