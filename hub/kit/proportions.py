"""How sure a share is: the interval that a share of few observations deserves."""

from math import sqrt
from typing import Final

_WORSE_Z: Final = 3.0
_WORSE_FROM: Final = 20
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


def is_worse(bad: float, trials: float, bad_before: float, trials_before: float) -> bool:
    """Whether a share of bad trials is larger than another by more than chance would make it.

    The one-sided test of two proportions with their common one, at three standard errors: about one
    in 740 looks at equal shares says so. With fewer than twenty trials on a side nothing is said.
    """
    if min(trials, trials_before) < _WORSE_FROM:
        return False
    common = (bad + bad_before) / (trials + trials_before)
    error = sqrt(common * (1 - common) * (1 / trials + 1 / trials_before))
    return error > 0 and bad / trials - bad_before / trials_before > _WORSE_Z * error
