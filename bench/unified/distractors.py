"""Two hundred plausible agents of other trades, to enable beside the shipped ones.

Their verbs are those of the shipped agents (check, explain, write, plan, answer, sort, compare,
predict), their subjects are not: that is what makes them distract. Same list on every machine.
"""

from dataclasses import dataclass

_TRADES = (
    ("vineyard", "grape growers", "vines", "harvest weeks"),
    ("aquarium", "aquarium keepers", "fish tanks", "feeding rounds"),
    ("airfield", "light aircraft pilots", "propeller aircraft", "flight slots"),
    ("orchestra", "orchestra librarians", "sheet music", "rehearsals"),
    ("bakery", "sourdough bakers", "dough batches", "oven shifts"),
    ("ski resort", "slope crews", "snow cannons", "lift hours"),
    ("dental practice", "dentists", "tooth crowns", "check-up visits"),
    ("wind park", "turbine technicians", "rotor blades", "maintenance windows"),
    ("dairy farm", "dairy farmers", "milking robots", "milking rounds"),
    ("museum", "curators", "oil paintings", "exhibition hangings"),
    ("marina", "harbor masters", "sailing yachts", "mooring berths"),
    ("chess club", "chess coaches", "opening repertoires", "tournament rounds"),
    ("greenhouse", "tomato growers", "irrigation lines", "planting beds"),
    ("horse stable", "riding schools", "horses", "farrier visits"),
    ("brewery", "craft brewers", "fermentation tanks", "brewing days"),
    ("film set", "camera crews", "lenses", "shooting days"),
    ("bee yard", "beekeepers", "hives", "honey extractions"),
    ("observatory", "amateur astronomers", "telescopes", "observation nights"),
    ("swimming pool", "lifeguards", "pool water", "swimming lanes"),
    ("foundry", "metallurgists", "steel castings", "furnace runs"),
    ("forest district", "foresters", "spruce stands", "felling seasons"),
    ("veterinary clinic", "veterinarians", "pet vaccinations", "surgery rooms"),
    ("tram depot", "tram drivers", "tram bogies", "line rosters"),
    ("pottery studio", "ceramists", "glazes", "kiln firings"),
    ("football academy", "youth coaches", "training drills", "match days"),
)

_TASKS = (
    (
        "{Place} condition check",
        "Spot wear on {things} before it costs you",
        "Checks sensor readings and photos of {things} at a {place} and lists defects by severity.",
        ("defect list", "severity score", "works from photos"),
    ),
    (
        "{Place} safety explainer",
        "The rules for {things} in everyday words",
        "Explains to {people} which safety rules apply to {things} and what an inspector looks at.",
        ("cites the rule", "quiz mode", "printable card"),
    ),
    (
        "{Place} logbook writer",
        "A tidy logbook of all {things}",
        "Writes the daily log of a {place} from voice memos of {people}, one entry per event.",
        ("voice memos", "weekly export", "tamper-evident entries"),
    ),
    (
        "{Place} slot planner",
        "Fit more {slots} into the week",
        "Plans {slots} around staff, daylight and the state of {things}.",
        ("calendar view", "clash warnings", "what-if plans"),
    ),
    (
        "{Place} visitor desk",
        "Answers for guests around the clock",
        "Answers what visitors of a {place} ask about {slots}, parking and opening hours.",
        ("opening hours", "ticket links", "hands over to staff"),
    ),
    (
        "{Place} stock sorter",
        "Know which {things} to keep, mend or replace",
        "Sorts {things} of a {place} by age, use and value, and proposes what to buy next.",
        ("age profile", "replacement list", "barcode scan"),
    ),
    (
        "{Place} gear comparison",
        "The best equipment for {people}",
        "Compares makers of equipment for {things} on price, service life and energy use.",
        ("side by side table", "running costs", "dealer map"),
    ),
    (
        "{Place} season forecast",
        "See the next season of your {place} coming",
        "Predicts demand for {slots} and the load on {things} from weather and past seasons.",
        ("weekly forecast", "weather feed", "confidence band"),
    ),
)


@dataclass(frozen=True)
class Distractor:
    slug: str
    name: str
    tagline: str
    description: str
    features: tuple[str, ...]


def distractors() -> list[Distractor]:
    """All 200, trade by trade."""
    return [_distractor(trade, task) for trade in _TRADES for task in _TASKS]


def _distractor(
    trade: tuple[str, str, str, str], task: tuple[str, str, str, tuple[str, ...]]
) -> Distractor:
    place, people, things, slots = trade
    words = {
        "place": place,
        "Place": place.capitalize(),
        "people": people,
        "things": things,
        "slots": slots,
    }
    name, tagline, description, features = task
    name = name.format(**words)
    return Distractor(
        slug=name.lower().replace(" ", "-"),
        name=name,
        tagline=tagline.format(**words),
        description=description.format(**words),
        features=features,
    )
