"""Index of the receivers of this app's slices; the app config reads it, nobody imports it."""

from governance.accounts import receivers as accounts_receivers

__all__ = ["accounts_receivers"]
