"""The door to the marketplace."""

from hub.marketplace.classifying import Classifier
from hub.marketplace.effects import register
from hub.marketplace.hybrid import Searcher
from hub.marketplace.outcomes import Counting
from hub.marketplace.reading import Reading
from hub.marketplace.routes import router
from hub.marketplace.seeding import seed_marketplace
from hub.marketplace.showcase import (
    Place,
    Showcased,
    find_place,
    find_showcased,
    places,
    showcased,
)

__all__ = [
    "Classifier",
    "Counting",
    "Place",
    "Reading",
    "Searcher",
    "Showcased",
    "find_place",
    "find_showcased",
    "places",
    "register",
    "router",
    "seed_marketplace",
    "showcased",
]
