"""``python -m firmware_bridge`` is ``queue-bridge``."""

import sys

from firmware_bridge.main import main

sys.exit(main())
