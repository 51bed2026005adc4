"""`laelia agents`: definitions as YAML files, so that they can live in Git."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import quote

import typer

from hub.agents.documents import from_yaml, readable_diff, write_yaml
from hub.agents.manifest import Manifest, document, parse
from hub.agents.references import unbound
from hub.commands.remote import Refused, Remote, run


def export(name: str, *, version: str, output: Path | None) -> None:
    async def work(remote: Remote) -> int:
        agent = await remote.find(name)
        if agent is None:
            raise Refused(f"You have no agent {name}.")
        manifest = agent["draft"]
        if version != "draft":
            number = agent["version"] if version == "current" else version
            path = f"/v1/agents/{agent['id']}/versions/{quote(str(number), safe='')}"
            manifest = (await remote.call("GET", path))["manifest"]
        if manifest is None:
            raise Refused("Its definition belongs to its publisher.")
        text = write_yaml(unbound(parse(manifest)))
        if output is None:
            sys.stdout.write(text)
        else:
            await asyncio.to_thread(output.write_text, text, "utf-8")
        return 0

    run(work)


async def _read(file: Path) -> Manifest:
    return unbound(from_yaml(await asyncio.to_thread(file.read_text, "utf-8")))


def diff(file: Path) -> None:
    async def work(remote: Remote) -> int:
        wanted = await _read(file)
        agent = await remote.find(wanted.slug)
        text = readable_diff(parse(agent["draft"]) if agent else None, wanted)
        if text:
            typer.echo(text)
        return 1 if text else 0

    run(work)


def apply(file: Path, *, publish: bool, note: str) -> None:
    async def work(remote: Remote) -> int:
        wanted = await _read(file)
        agent = await remote.find(wanted.slug)
        if agent is None:
            agent = await remote.call("POST", "/v1/agents", document(wanted))
            typer.echo(f"{wanted.slug}: created {agent['id']}")
        elif readable_diff(parse(agent["draft"]), wanted):
            agent = await remote.call("PATCH", f"/v1/agents/{agent['id']}", document(wanted))
            typer.echo(f"{wanted.slug}: changed {agent['id']}")
        else:
            typer.echo(f"{wanted.slug}: unchanged {agent['id']}")
        if publish:
            version = await remote.publish(agent["id"], note)
            typer.echo(
                f"{wanted.slug}: published {version}" if version else "nothing new to publish"
            )
        return 0

    run(work)
