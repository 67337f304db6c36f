"""``python -m queue_server`` is ``queue-server``."""

import sys

from queue_server.main import main

if __name__ == "__main__":
    sys.exit(main())
