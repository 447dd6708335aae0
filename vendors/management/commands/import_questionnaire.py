"""Read a questionnaire from a file: keep its questions, or begin a vendor's assessment with its answers."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.accounts.services import get_system_actor
from governance.core.errors import InvalidInput, ServiceError
from vendors.assessments.services import start_from_workbook
from vendors.directory.models import Vendor
from vendors.questionnaires.reading import ReadQuestionnaire, UnknownLayout
from vendors.questionnaires.selectors import read_known_file
from vendors.questionnaires.services import keep_questionnaire

EXPLAIN = "Import one such file in the admin, saying which column holds what; the next is read by that."


class Command(BaseCommand):
    """import_questionnaire FILE [--vendor V] [--dry-run] [--json]: exit codes 0 done, 1 refused, 2 wrong usage."""

    help = "Reads CAIQ, AI-CAIQ, SIG, HECVAT, VSAQ, MVSP or a workbook of ours; the layout is detected."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE, --vendor, --dry-run and --json."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--vendor", default="", help="key of the vendor whose answers the file holds")
        parser.add_argument("--dry-run", action="store_true", help="report only, keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file as the system actor "questionnaire-import"."""
        path: Path = options["file"]
        try:
            read = read_known_file(path.read_bytes(), path.name)
            if not len(read.content):
                raise InvalidInput("No question was found in this file.")
            if not options["dry_run"]:
                self._keep(read, options["vendor"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from None
        except UnknownLayout as unknown:
            hint = f" {EXPLAIN}" if unknown.sheets else ""
            raise CommandError(f"{unknown}{hint}") from None
        except ServiceError as refusal:
            raise CommandError(" ".join(refusal.sentences)) from None
        self._tell(path.name, read, as_json=options["json"])

    def _keep(self, read: ReadQuestionnaire, vendor_key: str) -> None:
        actor = get_system_actor("questionnaire-import")
        if vendor_key:
            vendor = Vendor.objects.filter(key=vendor_key).first()
            if vendor is None:
                raise InvalidInput(f"There is no vendor {vendor_key}.")
            start_from_workbook(actor=actor, vendor=vendor, read=read)
            return
        keep_questionnaire(actor=actor, content=read.content)

    def _tell(self, name: str, read: ReadQuestionnaire, *, as_json: bool) -> None:
        summary = read.summarise()
        if as_json:
            self.stdout.write(json.dumps({**summary, "layout": read.layout}, ensure_ascii=False))
            return
        answers = ", ".join(f"{count} {kind}" for kind, count in summary["answers"].items())
        title = f"{summary['framework']} {summary['version']}".strip() or read.content.title
        self.stdout.write(f"{name}: {title}, {summary['questions']} questions ({answers})")
        for text in (*summary["errors"], *summary["warnings"]):
            self.stdout.write(f"  {text}")
