"""Names that tell authors on one page apart, and say nothing of who they are."""

import hashlib
from typing import Final

_COLORS: Final = (
    *("Amber", "Ash", "Azure", "Bronze", "Cherry", "Copper", "Coral", "Crimson", "Ebony", "Fern"),
    *("Golden", "Grey", "Hazel", "Indigo", "Ivory", "Jade", "Lilac", "Lime", "Maple", "Mint"),
    *("Ochre", "Olive", "Pearl", "Plum", "Rose", "Ruby", "Rust", "Sable", "Silver", "Teal"),
    *("Violet", "Willow"),
)
_BIRDS: Final = (
    *("Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dove", "Egret", "Falcon"),
    *("Finch", "Grebe", "Heron", "Hoopoe", "Ibis", "Jay", "Kestrel", "Kite", "Lapwing", "Lark"),
    *("Linnet", "Martin", "Merlin", "Oriole", "Osprey", "Owl", "Plover", "Robin", "Siskin"),
    *("Swift", "Tern", "Thrush", "Wren"),
)


def pseudonym(listing_id: str, user_id: str) -> str:
    """The same for one person on one listing; another on every other."""
    number = _number("name", listing_id, user_id)
    color, number = _COLORS[number % len(_COLORS)], number // len(_COLORS)
    bird, number = _BIRDS[number % len(_BIRDS)], number // len(_BIRDS)
    return f"{color} {bird} {number % 99 + 1}"


def voice(listing_id: str, org_id: str) -> str:
    """What stands for an organization on one listing. IDs are too long to be tried."""
    return f"{_number('voice', listing_id, org_id):032x}"


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:16])
