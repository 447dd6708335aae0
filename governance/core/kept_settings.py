"""Settings for the paths on which Django's own look-up of one would be a good part of the work."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed


class KeptSetting:
    """The value of one setting, read once; what a test sets instead is heard."""

    __slots__ = ("_name", "value")

    def __init__(self, name: str) -> None:
        self._name = name
        self.value = getattr(settings, name)
        setting_changed.connect(self._hear, weak=False)

    def _hear(self, *, setting: str, **_: Any) -> None:
        if setting == self._name:
            self.value = getattr(settings, setting)
