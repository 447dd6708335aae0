"""Settings of the whole product, read from the environment; each group lives in a file named after it."""

from governance.settings.base import *  # noqa: F403
from governance.settings.database import *  # noqa: F403
from governance.settings.identity import *  # noqa: F403
from governance.settings.interfaces import *  # noqa: F403
from governance.settings.jobs import *  # noqa: F403
from governance.settings.observability import *  # noqa: F403
from governance.settings.security import *  # noqa: F403
from governance.settings.theme import *  # noqa: F403
