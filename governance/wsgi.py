"""WSGI entry point of the web server: the fast lane for decisions, and Django behind it."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
_django = get_wsgi_application()

# The lane reads settings and models, which are there only now.
from registry.fast_lane.lane import FastLane  # noqa: E402

application = FastLane(_django)

# What is loaded by now stays: looking through it again and again took half the time of a bulk call.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

# Who comes back from the database with a change waits this long for its turn among those who answer, several times:
# with Python's five milliseconds a kill reached the last answers of a busy process 50 to 100 ms late in feed mode.
sys.setswitchinterval(0.001)
