"""The column of a public web address."""

from __future__ import annotations

from typing import Any

from django.db import models

from vendors.directory.validators import validate_public_url


class PublicURLField(models.URLField):
    """A web address on the public internet; an address typed without its scheme means https."""

    default_validators = [*models.URLField.default_validators, validate_public_url]

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field, which completes a missing scheme."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})
