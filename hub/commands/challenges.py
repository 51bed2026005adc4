"""What a WWW-Authenticate header says."""

import re
from collections.abc import Iterable
from typing import Final

_PARAMETER: Final = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')


def parameters_of(headers: Iterable[str]) -> dict[str, str]:
    """The parameters of the first Bearer challenge; empty when there is none."""
    for header in headers:
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() == "bearer":
            return {
                name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
                for name, quoted, bare in _PARAMETER.findall(rest)
            }
    return {}
