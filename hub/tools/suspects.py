"""Find what in a tool's definition speaks to a model, and names that pass for other tools'.

Nobody can tell by patterns that a definition is harmless. What is found here waits for a person,
who sees it as it is; what is not found is pinned, and cannot become worse unseen.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hub.kit.suspicion import first_of, hidden_instructions, skeleton_of

_SHORTEST: Final = 12
_LONGEST: Final = 100_000
_SHORTEST_NAME: Final = 6
_SEPARATORS: Final = re.compile(r"[\s_.\-/]+")
_LIKE_LATIN: Final = frozenset(
    {"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "FULLWIDTH", "GREEK", "LISU", "MATHEMATICAL"}
)
_WORDS: Final = re.compile(r"\b[A-Za-z][A-Za-z0-9_-]*")
# A word that is the name of something, and no word of a language.
_A_NAME: Final = re.compile(r"[_-]|[a-z][A-Z]")
# Beside what nobody may say to a model anywhere: what only the text of a tool would say.
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(~/\.|\.ssh\b|id_(rsa|ed25519|ecdsa)\b|/etc/(passwd|shadow)\b|/proc/self\b)",
        r"(\.aws/credentials|\.netrc\b|mcp\.json\b|\.env\b(?=[ '\"`,;)]|$)|\.kube/config)",
        r"\bwithout (telling|informing|asking|notifying|mentioning)\b.{0,30}",
        r"\b(the )?(user|human|person) (must|should|need|may|can|will) not (know|see|be|notice)\b",
        r"\b(never|don'?t) (tell|inform|mention|reveal|show|warn|alert)\b.{0,30}\b(user|human)\b",
        (
            r"\b(silently|secretly|covertly|quietly)\b.{0,40}"
            r"\b(send|call|copy|add|include|forward|read|upload|pass|post|run|use)\b"
        ),
        (
            r"\b(pass|put|include|append|add|embed|place|provide|attach)\b.{0,50}\b(system prompt|"
            r"(conversation|chat|message) (history|context)|entire conversation|private keys?|"
            r"(its|the|their|file) contents?)\b.{0,50}\b(parameter|argument|field|as|in|into)\b"
        ),
        r"\b(bcc|blind[- ]copy)\b.{0,60}@|\bcop(y|ies) of (every|each|all)\b.{0,60}(@|https?://)",
        r"\b(this|the following)\b.{0,30}\b(overrides?|supersedes?|takes? precedence)\b",
        (
            r"\b(first|always|must|required to)\b.{0,30}\b(call|invoke|use|run)\b.{0,30}"
            r"\bbefore\b.{0,30}\b(any|every|all|each|other)\b.{0,30}\btools?\b"
        ),
        r"\b(whenever|every time|each time|any time)\b.{0,50}\b(another|other|any) tools?\b",
        r"(^| )#{1,4} ?(system|instructions?|important)\b|<!--|\bEND OF (TOOL )?(DESCRIPTION|DOC)",
        r"!\[[^\]]{0,80}\]\(https?://|\bdata:text/html\b|\bjavascript:",
        r"[A-Za-z0-9+/]{160,}={0,2}",
    )
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """Where in a tool's definition something is not what it should be, and what it is."""

    tool: str
    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.tool}{self.path}: {self.what}"


class Known(NamedTuple):
    """A tool of another server of the organization; the tool is null where that has none."""

    server: str
    tool: str | None


def find_words_to_models(tool: str, definition: Mapping[str, object]) -> Iterator[Suspect]:
    """Every key and value of a definition that speaks to a model rather than of the tool."""
    texts = list(_texts(definition))
    if sum(len(text) for _, text in texts) > _LONGEST:
        yield Suspect(tool, "", "is too long for anybody to look at")
        return
    for path, text in texts:
        if len(text) < _SHORTEST:
            continue
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        if phrase := hidden_instructions(text) or first_of(_PATTERNS, plain):
            yield Suspect(tool, path, f"speaks to a model: “{phrase}”")


def _texts(definition: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, object]] = [("", definition)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += [(f"{path}/{key}", inner) for key, inner in item.items()]
            yield from ((f"{path}/{key}", str(key)) for key in item)
        elif isinstance(item, list):
            waiting += [(f"{path}/{index}", inner) for index, inner in enumerate(item)]
        elif isinstance(item, str):
            yield path, item


def beside_others(
    server: str, listed: Sequence[Mapping[str, object]], elsewhere: Iterable[Known]
) -> dict[str, list[Suspect]]:
    """What is suspicious of each listed tool because of the others that there are: a name that
    passes for another's, or words about a tool of another server."""
    known = list(elsewhere)
    names = [str(one.get("name", "")) for one in listed]
    others = {one.tool for one in known if one.tool is not None}
    looks = _by_look([*names, *others])
    posing = _poses(server, [one.server for one in known])
    foreign = {
        name for name in others - set(names) if len(name) >= _SHORTEST_NAME and _A_NAME.search(name)
    }
    found: dict[str, list[Suspect]] = {}
    for name, definition in zip(names, listed, strict=True):
        suspects = [Suspect(name, "/name", f"looks like {other}") for other in _alike(name, looks)]
        suspects += [Suspect(name, "", f"its server is named like {other}") for other in posing]
        suspects += _mentions(name, definition, foreign)
        if _mixes_scripts(name):
            suspects.append(Suspect(name, "/name", "mixes letters of several scripts"))
        if suspects:
            found[name] = suspects
    return found


def _mentions(name: str, definition: Mapping[str, object], foreign: set[str]) -> Iterator[Suspect]:
    for path, text in _texts(definition) if foreign else ():
        if path != "/name":
            for word in sorted(set(_WORDS.findall(text)) & foreign):
                yield Suspect(name, path, f"speaks of {word}, a tool of another server")


def _look(name: str) -> str:
    """Without what nobody notices: separators, cases, and letters that look like others."""
    return skeleton_of(_SEPARATORS.sub("", name)).replace("rn", "m")


def _plainly(name: str) -> str:
    """The same name, but for how people write it."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _by_look(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Of each look, the names that differ in more than their writing."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        found.setdefault(_look(name), {}).setdefault(_plainly(name), name)
    return found


def _alike(name: str, looks: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [other for plain, other in looks[_look(name)].items() if plain != _plainly(name)]


def _poses(server: str, others: Iterable[str]) -> list[str]:
    return _alike(server, _by_look([server, *others]))


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(char, "").partition(" ")[0] for char in name if char.isalpha()}
    return "LATIN" in scripts and bool(scripts & _LIKE_LATIN)
