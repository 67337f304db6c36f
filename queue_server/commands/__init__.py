"""The subcommands of ``queue-server``; each module adds its own to the parser."""
