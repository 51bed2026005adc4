"""What is a person's, sealed at rest under a key of that person's own.

Two levels, as for organizations: the platform's data key, which the master key wraps, wraps the
keys of persons, so that a page of a hundred people costs one unwrapping at a key service. Whoever
destroys a person's key has erased what every table, replica and backup holds of them.
"""

from hub.kit.people.keyring import People, domain_of, normalized
from hub.kit.people.rows import (
    SPECS,
    Personal,
    opened,
    opened_row,
    people_of,
    personal,
    sealed_columns,
    sealed_values,
)

__all__ = [
    "SPECS",
    "People",
    "Personal",
    "domain_of",
    "normalized",
    "opened",
    "opened_row",
    "people_of",
    "personal",
    "sealed_columns",
    "sealed_values",
]
