"""From a request in words to the input that an agent's schema asks for, without a model.

By convention an agent has one field for what it is about: `text`, else the first required text.
A roomy one takes the material to work on, a short one the request itself. What else is required is
read out of the request where its words say it (one of an enum, a language, a number with its
unit), or given by the caller; what is missing then is named.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from hub.agents.public import Runnable

ROOMY: Final = 10_000
_ANY: Final = 200_000
_MAIN: Final = "text"
# Where a text agent takes the request beside the material, if it has such a field.
_ASIDE: Final = ("instructions", "request", "task", "question", "facts")
_LANGUAGES: Final = re.compile(
    r"\b(Arabic|Bengali|Bulgarian|Catalan|Chinese|Croatian|Czech|Danish|Dutch|English|Estonian|"
    r"Finnish|French|German|Greek|Hebrew|Hindi|Hungarian|Icelandic|Indonesian|Irish|Italian|"
    r"Japanese|Korean|Latin|Latvian|Lithuanian|Malay|Maltese|Norwegian|Persian|Polish|Portuguese|"
    r"Punjabi|Romanian|Russian|Serbian|Slovak|Slovenian|Spanish|Swahili|Swedish|Tamil|Thai|"
    r"Turkish|Ukrainian|Urdu|Vietnamese|Welsh)\b"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PIECES: Final = re.compile(r"\s*(?:\n+|;|•)\s*")
_BULLET: Final = re.compile(r"^[-*•]\s+")


def build(
    runnable: Runnable, request: str, material: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """As much of an input as can be made. `given` is what the caller says about its fields."""
    fields = _fields(runnable)
    made = {name: value for name, value in given.items() if name in fields}
    main = _main(runnable, fields)
    if main is not None and main not in made:
        made |= _texts(fields, main, request, material, made)
    for name, field in fields.items():
        if name not in made:
            found = _read(name, field, request)
            if found is not None:
                made[name] = found
    for name in _required(runnable):
        if name not in made and _is_list_of_texts(fields.get(name, {})) and material:
            made[name] = pieces(material, fields[name])
    return runnable.input_schema.with_defaults(made)


def missing(runnable: Runnable, made: Mapping[str, Any]) -> list[str]:
    """The names of fields that are required and not there, or there and wrong."""
    absent = [name for name in _required(runnable) if name not in made]
    problems = runnable.input_schema.problems(dict(made))
    wrong = [problem.pointer.split("/")[1] for problem in problems if problem.pointer]
    return list(dict.fromkeys([*absent, *wrong]))


def material_of(output: Any) -> str:
    """One agent's output as the next one's material."""
    if isinstance(output, dict) and isinstance(output.get("text"), str):
        text: str = output["text"]
        return text
    return json.dumps(output, ensure_ascii=False)


def room(runnable: Runnable) -> int:
    """How much text its roomiest field takes."""
    texts = [field for field in _fields(runnable).values() if _is_text(field)]
    return max((field.get("maxLength", _ANY) for field in texts), default=_ANY)


def pieces(text: str, field: Mapping[str, Any]) -> list[str]:
    """A text as the list of texts it contains: lines, or what semicolons part."""
    found = [_BULLET.sub("", piece).strip() for piece in _PIECES.split(text)]
    return [piece for piece in found if piece][: field.get("maxItems", 40)]


def _fields(runnable: Runnable) -> dict[str, dict[str, Any]]:
    properties = runnable.input_schema.document.get("properties", {})
    return {name: field for name, field in properties.items() if isinstance(field, dict)}


def _required(runnable: Runnable) -> list[str]:
    return list(runnable.input_schema.document.get("required", []))


def _main(runnable: Runnable, fields: Mapping[str, dict[str, Any]]) -> str | None:
    names = [_MAIN, *_required(runnable), *fields]
    return next((name for name in names if _is_text(fields.get(name, {}))), None)


def _texts(
    fields: Mapping[str, dict[str, Any]],
    main: str,
    request: str,
    material: str,
    made: Mapping[str, Any],
) -> dict[str, Any]:
    if not material:
        return {main: _cut(request, fields[main])}
    if _is_roomy(fields[main]):
        aside = next((n for n in _ASIDE if n not in made and _is_text(fields.get(n, {}))), None)
        told = {aside: _cut(request, fields[aside])} if aside else {}
        return {main: material} | told
    room = [
        name
        for name, field in fields.items()
        if name not in made and name != main and _is_text(field) and _is_roomy(field)
    ]
    if room:
        return {main: _cut(request, fields[main]), room[0]: material}
    if any(_is_list_of_texts(field) for name, field in fields.items() if name not in made):
        return {main: _cut(request, fields[main])}
    return {main: _cut(f"{request}\n\n{material}", fields[main])}


def _read(name: str, field: Mapping[str, Any], request: str) -> Any:
    """A value that the request's own words give; None where they do not."""
    words = _WORD.findall(request)
    if "enum" in field:
        said = {word.lower() for word in words}
        return next((v for v in field["enum"] if isinstance(v, str) and v.lower() in said), None)
    if field.get("type") in ("integer", "number"):
        unit = re.escape(name.replace("_", " ").rstrip("s"))
        found = re.search(rf"(\d+)[ -]?{unit}s?\b", request, re.IGNORECASE)
        return int(found[1]) if found else None
    if field.get("type") == "string" and name.endswith("language"):
        # The last one named: people say what from, then what into.
        return next(iter(reversed(_LANGUAGES.findall(request))), None)
    return None


def _is_text(field: Mapping[str, Any]) -> bool:
    return (
        field.get("type") == "string"
        and not {"enum", "const", "pattern", "format"} & field.keys()
        and field.get("maxLength", ROOMY) > 200
    )


def _is_roomy(field: Mapping[str, Any]) -> bool:
    return bool(field.get("maxLength", ROOMY) >= ROOMY)


def _is_list_of_texts(field: Mapping[str, Any]) -> bool:
    items = field.get("items")
    if field.get("type") != "array" or "default" in field or not isinstance(items, dict):
        return False
    return items.get("type") == "string" and "enum" not in items


def _cut(text: str, field: Mapping[str, Any]) -> str:
    return text[: field.get("maxLength", len(text))]
