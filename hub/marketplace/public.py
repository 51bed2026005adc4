"""The door to the marketplace."""

from hub.marketplace.classifying import Classifier
from hub.marketplace.discovery.forgetting import Forgetting
from hub.marketplace.effects import register
from hub.marketplace.hybrid import Searcher
from hub.marketplace.media.clearing import Clearing
from hub.marketplace.media.store import MediaStore
from hub.marketplace.outcomes import Counting
from hub.marketplace.proofs import Proofs
from hub.marketplace.qdrant import Placing, QdrantVectors, meanings_of
from hub.marketplace.reading import Reading
from hub.marketplace.seeding import seed_marketplace
from hub.marketplace.showcase import (
    Place,
    Showcased,
    find_place,
    find_showcased,
    places,
    showcased,
)
from hub.marketplace.telling import Telling
from hub.marketplace.watching import Watching

__all__ = [
    "Classifier",
    "Clearing",
    "Counting",
    "Forgetting",
    "MediaStore",
    "Place",
    "Placing",
    "Proofs",
    "QdrantVectors",
    "Reading",
    "Searcher",
    "Showcased",
    "Telling",
    "Watching",
    "find_place",
    "find_showcased",
    "meanings_of",
    "places",
    "register",
    "seed_marketplace",
    "showcased",
]
