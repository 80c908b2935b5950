"""What the sections of a scenario are made of: models that know no other key than their own."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

NAME = r"^[a-z0-9][a-z0-9-]*$"
"""Short names in a scenario: lower case, digits, hyphens."""


class Entry(BaseModel):
    """Base of what a person writes in a scenario: no key that is not known, nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def require_one(model: BaseModel, *keys: str) -> None:
    """Refuse a model in which not exactly one of some keys is given.

    Args:
        model: under validation.
        keys: of which one must stand.

    Raises:
        ValueError: none or several (pydantic turns it into a sentence with the place).

    Source:
        docs/reference/scenario.md.
    """
    given = [key for key in keys if getattr(model, key) is not None]
    if len(given) != 1:
        raise ValueError(f"give exactly one of {', '.join(keys)}, not {' and '.join(given) or 'none'}")
