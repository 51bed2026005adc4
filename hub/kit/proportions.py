"""How sure a share is: the interval that a share of few observations deserves."""

from math import sqrt
from typing import Final

_Z_95: Final = 1.959963984540054  # the 97.5th percentile of the normal distribution


def wilson_interval(share: float, trials: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion that was observed in at least one trial.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    """
    z2 = _Z_95**2
    middle = share + z2 / (2 * trials)
    reach = _Z_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    scale = 1 + z2 / trials
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
