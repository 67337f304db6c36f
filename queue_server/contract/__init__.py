"""The wire: messages, rooms and error codes shared by server, bridge and displays."""
