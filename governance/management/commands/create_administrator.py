"""Open the first administrator's account, with the roles Owner and Admin."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accounts.services import open_first_administrator
from governance.core.errors import ServiceError

PASSWORD_VARIABLE = "ADMINISTRATOR_PASSWORD"  # noqa: S105 - the name of a variable, not a password


class Command(BaseCommand):
    """Exit codes: 0 opened, 1 refused with the reason on stderr, 2 wrong usage."""

    help = (
        "Open the first administrator's account (roles Owner and Admin). The password is asked for, "
        f"or read from {PASSWORD_VARIABLE}; never from an argument, which other users of the machine could see."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take e-mail and name."""
        parser.add_argument("email", help="e-mail to sign in with")
        parser.add_argument("--name", default="Administrator", help="name to show (default: Administrator)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account."""
        try:
            user = open_first_administrator(
                email=options["email"], name=options["name"], password=self._read_password()
            )
        except ServiceError as refusal:
            reasons = [f"{name}: {text}" for name, text in refusal.fields.items()] or [str(refusal.message)]
            raise CommandError("\n".join(reasons), returncode=1) from None
        self.stdout.write(f"Opened {user.email}. Sign in, then set up two-step sign-in under “Your account”.")

    def _read_password(self) -> str:
        given = os.environ.get(PASSWORD_VARIABLE)
        if given:
            return given
        if not sys.stdin.isatty():
            raise CommandError(
                f"There is no terminal to ask for the password; set {PASSWORD_VARIABLE}.", returncode=2
            )
        first, second = getpass.getpass("Password: "), getpass.getpass("Password (again): ")
        if first != second:
            raise CommandError("The two passwords differ.", returncode=1)
        return first
