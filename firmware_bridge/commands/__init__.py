"""The subcommands of ``queue-bridge``; each module adds its own to the parser."""
