"""The door to the marketplace."""

from hub.marketplace.classifying import Classifier
from hub.marketplace.effects import register
from hub.marketplace.hybrid import Searcher
from hub.marketplace.outcomes import Counting
from hub.marketplace.reading import Reading
from hub.marketplace.routes import router
from hub.marketplace.seeding import seed_marketplace

__all__ = [
    "Classifier",
    "Counting",
    "Reading",
    "Searcher",
    "register",
    "router",
    "seed_marketplace",
]
