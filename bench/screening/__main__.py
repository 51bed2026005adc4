"""`python -m bench.screening`: precision and recall on the held-out half of the labelled reviews.

Exits with 1 below 0.90 and 0.80. `--train` makes the classifier anew from the tuning half,
`--misses` lists what is wrong in that half; the other is never listed.
"""

import argparse
from collections.abc import Sequence

from bench.screening.cases import Case, cases
from bench.screening.training import train
from hub.agents.embedding import LocalEmbedder
from hub.marketplace.classifying import Classifier
from hub.marketplace.screening import SPAM_ABOVE
from hub.marketplace.wording import faults

PRECISION, RECALL = 0.90, 0.80


def main() -> int:
    parser = argparse.ArgumentParser(description="Screening of reviews.")
    parser.add_argument("--train", action="store_true", help="from the tuning half")
    parser.add_argument("--misses", action="store_true", help="of the tuning half")
    options = parser.parse_args()
    if options.train:
        train(cases(tuning=True))
    print("| half | by | n | precision | recall |\n|---|---|---|---|---|")
    good = True
    for tuning in (True, False):
        asked = cases(tuning=tuning)
        flagged = held(asked)
        for name, flags in flagged.items():
            precision, recall = measured(asked, flags)
            half = "tuning" if tuning else "held out"
            print(f"| {half} | {name} | {len(asked)} | {precision:.2f} | {recall:.2f} |")
        good = precision >= PRECISION and recall >= RECALL
        if tuning and options.misses:
            for case, flag in zip(asked, flagged["both"], strict=True):
                if flag != case.suspicious:
                    print(f"  {'missed' if case.suspicious else 'wrong'}: {case.text}")
    return 0 if good else 1


def held(asked: Sequence[Case]) -> dict[str, list[bool]]:
    classifier = Classifier(LocalEmbedder())
    rules = [any(True for _ in faults(case.text)) for case in asked]
    model = [classifier.score(case.text) >= SPAM_ABOVE for case in asked]
    both = [one or other for one, other in zip(rules, model, strict=True)]
    return {"rules": rules, "classifier": model, "both": both}


def measured(asked: Sequence[Case], flags: Sequence[bool]) -> tuple[float, float]:
    right = sum(flag and case.suspicious for case, flag in zip(asked, flags, strict=True))
    return right / max(1, sum(flags)), right / sum(case.suspicious for case in asked)


if __name__ == "__main__":
    raise SystemExit(main())
