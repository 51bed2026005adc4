"""The front end's sources: types that are fresh, features that stay apart, a lock without hosts."""

import json
import re
from pathlib import Path

from hub.audit.catalog import ACTIONS
from marketplace_web.contract import SOURCES, TARGET, typescript, used
from tests.isolation.requests import served_document

UI = SOURCES.parent
MODULES = sorted(path for path in SOURCES.rglob("*.ts*") if path != TARGET)
IMPORT = re.compile(r'(?:from|import\()\s*"([^"]+)"')


def _layer(path: Path) -> tuple[str, ...]:
    return path.relative_to(SOURCES).parts[:-1]


def _imports(path: Path) -> list[Path]:
    """Where a module's own imports lead, without file endings."""
    found = []
    for name in IMPORT.findall(path.read_text()):
        if name.startswith("@/"):
            found.append(SOURCES / name[2:])
        elif name.startswith("."):
            found.append((path.parent / name).resolve())
    return found


def test_the_types_of_the_api_are_those_of_the_hub() -> None:
    fresh = typescript(served_document(), used())
    assert TARGET.read_text() == fresh, "run make web-types"


def test_features_never_import_each_other() -> None:
    """What two of them need stands in components/, lib/, ui/, brand/ or api/."""
    crossing = [
        f"{path.relative_to(SOURCES)} -> {target.relative_to(SOURCES)}"
        for path in MODULES
        if _layer(path)[:1] == ("features",)
        for target in _imports(path)
        if _layer(target)[:1] == ("features",) and _layer(target)[:2] != _layer(path)[:2]
    ]
    assert not crossing


def test_lower_layers_know_nothing_of_upper_ones() -> None:
    order = ("strings", "lib", "brand", "api", "ui", "components", "features", "app")
    upward = [
        f"{path.relative_to(SOURCES)} -> {target.relative_to(SOURCES)}"
        for path in MODULES
        if _layer(path) and _layer(path)[0] in order
        for target in _imports(path)
        if _layer(target)
        and _layer(target)[0] in order
        and order.index(_layer(target)[0]) > order.index(_layer(path)[0])
    ]
    assert not upward


def test_files_stay_short() -> None:
    long = [str(p) for p in MODULES if len(p.read_text().splitlines()) > 250]
    assert not long


def test_no_html_comes_from_a_string() -> None:
    for path in MODULES:
        if ".test." not in path.name:
            text = path.read_text()
            for door in ("dangerouslySetInnerHTML", "innerHTML", "eval(", "document.write"):
                assert door not in text, f"{path.name}: {door}"


def test_numbers_money_and_days_are_written_in_one_place() -> None:
    formats = ("Intl.NumberFormat", "Intl.DateTimeFormat", "toLocale")
    elsewhere = [
        str(path.relative_to(SOURCES))
        for path in MODULES
        if any(one in path.read_text() for one in formats)
    ]
    assert elsewhere == ["lib/locale.ts"]


def test_the_lock_names_no_host_and_all_is_pinned() -> None:
    lock = json.loads((UI / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    bare = [p for name, p in lock["packages"].items() if name and not p.get("inBundle")]
    assert all("integrity" in package for package in bare)
    package = json.loads((UI / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), version


def test_each_package_is_explained() -> None:
    package = json.loads((UI / "package.json").read_text())
    page = (UI.parents[1] / "docs" / "dependencies.md").read_text()
    for name in package["dependencies"] | package["devDependencies"]:
        assert name in page, name


def test_every_act_on_the_record_has_words_for_its_readers() -> None:
    words = (SOURCES / "strings/audit.ts").read_text()
    assert [action for action in sorted(ACTIONS) if f'"{action}":' not in words] == []


# Where a script or a drawing places things, their own axis holds in every direction of writing.
DRAWN = {
    "category-bar",
    "hero",
    "hero-chips",
    "run-graph",
    "search-hero",
    "story",
    "story-canvas",
    "tabs",
}
PHYSICAL = re.compile(
    r"(?<![\w-])-?(?:(?:ml|mr|pl|pr)-[\w.\[]|(?:left|right)-[\d\[]|(?:border|rounded)-[lr]\b"
    r"|text-(?:left|right)\b)"
)


def test_what_stands_beside_something_does_so_in_every_direction_of_writing() -> None:
    """`ms-2` and not `ml-2`: where people read from the right, a page is its mirror image."""
    physical = [
        f"{path.relative_to(SOURCES)}: {found.group()}"
        for path in MODULES
        if path.suffix == ".tsx" and path.stem not in DRAWN and ".test" not in path.name
        for found in PHYSICAL.finditer(path.read_text())
    ]
    assert not physical
