"""A definition as a YAML file: read strictly, written stably, compared readably.

`parse(read_yaml(write_yaml(m))) == m` for every manifest, so that a definition can live in Git.
"""

import difflib
from collections.abc import Iterator
from typing import Any, Final

import yaml

try:
    from yaml import CSafeLoader as Safe
except ImportError:  # a PyYAML that was built without libyaml reads the same, ten times slower
    from yaml import SafeLoader as Safe  # type: ignore[assignment]

from hub.agents.errors import ManifestError, Problem
from hub.agents.manifest import Manifest, document, parse

MAX_YAML_BYTES: Final = 262_144
_MAX_DEPTH: Final = 64

# What a reader wants to see first; the rest follows in the order of the schema.
_FIRST: Final = ("kind", "slug", "name", "tagline", "description", "category")
_LAST: Final = ("input_schema", "output_schema")


class _Loader(Safe):
    """Plain data as JSON knows it: no dates, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                line = node.start_mark.line + 1
                raise ManifestError([Problem("", f"the key {key!r} is there twice, line {line}")])
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge"))
    ]
    for first, resolvers in Safe.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 # the base's own name
        return True

    def increase_indent(
        self,
        flow: bool = False,
        indentless: bool = False,  # noqa: ARG002 # lists stand indented, whatever the base asks
    ) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def read_yaml(text: str) -> dict[str, Any]:
    """One YAML document as plain data. No aliases, tags or duplicate keys; bounded depth."""
    if len(text.encode()) > MAX_YAML_BYTES:
        raise ManifestError([Problem("", f"larger than {MAX_YAML_BYTES} bytes")])
    try:
        _refuse_tricks(text)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a narrower SafeLoader
    except yaml.YAMLError as error:
        raise ManifestError([Problem("", f"is not YAML: {_where(error)}")]) from None
    if not isinstance(content, dict):
        raise ManifestError([Problem("", "must be a mapping")])
    return content


def _refuse_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Safe):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ManifestError([Problem("", "anchors and aliases are not supported")])
        if getattr(event, "tag", None):
            raise ManifestError([Problem("", "tags are not supported")])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ManifestError([Problem("", "nested too deeply")])


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or "malformed"
    return f"{reason}, line {mark.line + 1}" if mark else str(reason)


def write_yaml(manifest: Manifest) -> str:
    """The stable YAML form: what stands at its default is left out."""
    content = document(manifest)
    names: list[str] = [name for name in _FIRST if name in content]
    names += [name for name in content if name not in (*_FIRST, *_LAST)]
    names += [name for name in _LAST if name in content]
    ordered = {name: content[name] for name in names}
    return yaml.dump(
        ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )


def from_yaml(text: str) -> Manifest:
    return parse(read_yaml(text))


def readable_diff(before: Manifest | None, after: Manifest) -> str:
    """A unified diff of the two YAML forms; empty when they mean the same."""
    old = write_yaml(before).splitlines() if before else []
    new = write_yaml(after).splitlines()
    return "\n".join(_diff(old, new, after.slug))


def _diff(old: list[str], new: list[str], slug: str) -> Iterator[str]:
    return difflib.unified_diff(old, new, f"a/{slug}.yaml", f"b/{slug}.yaml", n=3, lineterm="")
