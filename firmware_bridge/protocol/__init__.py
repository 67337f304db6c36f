"""Sans-I/O protocol of the serial line: bytes in, facts out."""
