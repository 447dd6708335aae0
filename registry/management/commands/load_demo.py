"""manage.py load_demo [--json]: a believable organisation to try the product out on."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.core.enums import Channel
from governance.core.errors import ServiceError
from governance.core.origin import arriving_through
from registry.demo.organisation import Installation, NotADemo, Outcome, load_demo

SENTENCES = {
    Outcome.LOADED: "The demo organisation is loaded.",
    Outcome.UNCHANGED: "The demo organisation is there already; nothing was changed.",
    Outcome.NEW_ACCESS: "The demo organisation is there already; its people have new passwords and keys.",
}


class Command(BaseCommand):
    """Loads the demo through the services, once; logins and keys are kept in DATA_DIR/demo.json (mode 0600)."""

    help = "Load a believable organisation into an empty database; logins and keys go to DATA_DIR/demo.json."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer one JSON document instead of a sentence."""
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, telling each step on stderr."""
        started = time.monotonic()
        url = str(settings.PUBLIC_URL).rstrip("/") + "/"
        installation = Installation(file=Path(settings.DATA_DIR) / "demo.json", url=url)
        try:
            with arriving_through(Channel.COMMAND):
                outcome = load_demo(installation, lambda text: self.stderr.write(f"demo: {text}"))
        except (ServiceError, NotADemo) as refusal:
            fields = getattr(refusal, "fields", {})
            raise CommandError(" ".join([str(refusal), *map(str, fields.values())])) from refusal
        if options["json"]:
            document = {"outcome": str(outcome), "seconds": round(time.monotonic() - started, 1)}
            self.stdout.write(json.dumps(document, sort_keys=True))
        else:
            self.stdout.write(SENTENCES[outcome])
