"""Socket.IO: listener, driver, publisher and handlers."""
