"""What was approved: for what, bound to which pin, under which conditions, from when to when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of an approval; the caller gets it as an obligation."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval in force in [valid_from, valid_until) unless revoked before.

    In each scope "*" means any registered value and an empty set means none. Regions may be named by the place they
    lie in: a country code or a group.
    """

    id: str
    label: str
    resource_type: str
    resource_id: str
    #: Equal to `Resource.pin_digest` or the approval is void.
    pin_digest: str
    use_cases: frozenset[str]
    teams: frozenset[str]
    environments: frozenset[str]
    data_classes: frozenset[str]
    regions: frozenset[str]
    max_phase: int
    valid_from: datetime
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    conditions: tuple[Condition, ...] = ()

    def is_in_force(self, at: datetime) -> bool:
        """Say whether the approval has begun and not ended at an instant; whether it covers anything is not asked."""
        ends = (self.valid_until, self.revoked_at)
        return self.valid_from <= at and all(end is None or at < end for end in ends)
