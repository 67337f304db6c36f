"""``python -m display_client`` is ``queue-display``."""

import sys

from display_client.main import main

if __name__ == "__main__":
    sys.exit(main())
