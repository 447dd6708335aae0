"""manage.py seed_reference [--json]: bring the shipped reference data, and first policies, into the records."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accounts.services import get_system_actor
from governance.approvals.services import seed_policies
from governance.classification.reference.tables import ReferenceDataError
from governance.classification.services import seed_reference
from governance.core.enums import Channel
from governance.core.errors import ServiceError
from governance.core.origin import arriving_through


class Command(BaseCommand):
    """Adds what is missing; never overwrites what officers edited."""

    help = (
        "Add the shipped countries, groupings, adequacy decisions, regions and data classes that are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer one JSON document instead of a sentence."""
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed as a named system actor and say what was added."""
        try:
            with arriving_through(Channel.COMMAND):
                actor = get_system_actor("seed-reference")
                report = seed_reference(actor=actor)
                seed_policies(actor=actor)
        except (ServiceError, ReferenceDataError) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"added": report.added, "total": report.total}, sort_keys=True))
        elif report.total:
            listed = ", ".join(f"{number} {kind}" for kind, number in sorted(report.added.items()))
            self.stdout.write(f"Added {listed}.")
        else:
            self.stdout.write("Nothing was missing.")
