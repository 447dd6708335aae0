"""Compare a model catalogue with the registry and import it, all or nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.accounts.services import get_system_actor
from governance.core.errors import ServiceError
from registry.ai_models.models import CatalogueImport
from registry.ai_models.models.catalogue_import import COUNTS
from registry.ai_models.services import CatalogueRefused, import_catalogue


class Command(BaseCommand):
    """import_catalogue FILE [--dry-run] [--json]: exit codes 0 done, 1 refused (nothing imported), 2 wrong usage."""

    help = "Imports a LiteLLM price file, a models.dev api.json or a Hugging Face model card."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, --dry-run, --json and --model-name."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="report only, import nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
        parser.add_argument("--model-name", default="", help="the model of a card that does not name it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import as the system actor "catalogue-import"."""
        path: Path = options["file"]
        try:
            with path.open("rb") as source:
                record = import_catalogue(
                    actor=get_system_actor("catalogue-import"),
                    source=source,
                    file_name=path.name,
                    dry_run=options["dry_run"],
                    model_name=options["model_name"],
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from None
        except CatalogueRefused as refusal:
            self._tell(refusal.record, as_json=options["json"])
            raise CommandError(str(refusal.message)) from None
        except ServiceError as refusal:
            raise CommandError(" ".join(refusal.sentences)) from None
        self._tell(record, as_json=options["json"])

    def _tell(self, record: CatalogueImport, *, as_json: bool) -> None:
        if as_json:
            document = {"format": record.format, **{name: record.get_count(name) for name in COUNTS}}
            extra = {
                "dry_run": record.dry_run,
                "import": str(record.pk),
                "collisions": record.get_count("collisions"),
                "details": record.report.get("details", {}),
            }
            self.stdout.write(json.dumps({**document, **extra}, ensure_ascii=False))
            return
        counts = ", ".join(
            f"{record.get_count(name)} {name.replace('_', ' ')}" for name in (*COUNTS, "collisions")
        )
        verb = "compared" if record.dry_run else "imported"
        self.stdout.write(f"{record.file_name} ({record.format or 'unreadable'}) {verb}: {counts}")
