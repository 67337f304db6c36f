"""Translators between the use cases and the outside: database, HTTP, Socket.IO."""
