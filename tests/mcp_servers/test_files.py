"""`files` alone: what is in the folder can be used, and nothing else is reached."""

import asyncio
import os
import sys
from pathlib import Path

import httpx2
import pytest

from tests.mcp_servers.running import ERAS, TOKEN, at, call, over_stdio, refused, served
from tests.providers.programs import ROOT

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(90)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with texts, beside a secret and with every way to it that links allow."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for path in (inside / "terms", outside):
        path.mkdir(parents=True)
    (outside / "secret.txt").write_text("the secret")
    (inside / "terms" / "refunds.md").write_text("# Refunds\n\nWithin 30 days.\n")
    (inside / "notes.txt").write_text("Ask about Refunds.\n")
    (inside / ".env").write_text("PASSWORD=the secret")
    (inside / "picture.bin").write_bytes(b"\x89PNG\0\xff")
    (inside / "way-out").symlink_to(outside)
    (inside / "secret-link.txt").symlink_to(outside / "secret.txt")
    (inside / "terms" / "up").symlink_to("..")
    os.mkfifo(inside / "pipe")
    return inside


@pytest.mark.parametrize("era", ERAS)
async def test_a_folder_is_listed_read_and_searched(folder: Path, era: str) -> None:
    async with over_stdio(era, "files", folder) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"list_folder", "read_file", "search_files"}
        for tool in tools.values():
            assert tool.description
            assert tool.output_schema
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
        entries = (await call(client, "list_folder"))["entries"]
        assert [(e["path"], e["kind"]) for e in entries] == [
            ("notes.txt", "file"),
            ("picture.bin", "file"),
            ("pipe", "other"),
            ("secret-link.txt", "other"),
            ("terms", "folder"),
            ("way-out", "other"),
        ]
        read = await call(client, "read_file", path="terms/refunds.md")
        assert read["text"] == "# Refunds\n\nWithin 30 days.\n"
        found = await call(client, "search_files", text="REFUNDS")
        assert [(m["path"], m["line"]) for m in found["matches"]] == [
            ("notes.txt", 1),
            ("terms/refunds.md", 1),
        ]
        assert (found["files_read"], found["files_skipped"]) == (2, 1)
        assert found["complete"]
        only = await call(client, "search_files", text="refunds", names="*.md")
        assert [m["path"] for m in only["matches"]] == ["terms/refunds.md"]
        assert "unknown" in (await refused(client, "write_file", path="a", text="b")).lower()


OUTSIDE = (
    "../outside/secret.txt",
    "terms/../../outside/secret.txt",
    "/etc/passwd",
    "way-out/secret.txt",
    "secret-link.txt",
    "terms/up/way-out/secret.txt",
    "..\\outside\\secret.txt",
    "notes.txt/../../outside/secret.txt",
    ".env",
    "pipe",
    "terms",
    "",
    "a\0b",
)


async def test_no_path_and_no_link_leads_out(folder: Path) -> None:
    async with over_stdio(ERAS[1], "files", folder, "--writable") as client:
        for path in OUTSIDE:
            assert "the secret" not in await refused(client, "read_file", path=path), path
            for replace in (False, True):
                await refused(client, "write_file", path=path, text="mine", replace=replace)
        for path in ("..", "way-out", "terms/up", "/"):
            await refused(client, "list_folder", path=path)
            await refused(client, "search_files", text="secret", path=path)
        assert (await call(client, "search_files", text="the secret"))["matches"] == []
        await refused(client, "write_file", path="way-out/new.txt", text="mine")
    outside = folder.parent / "outside"
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert (outside / "secret.txt").read_text() == "the secret"
    assert (folder / ".env").read_text() == "PASSWORD=the secret"


async def test_a_folder_that_becomes_a_link_while_it_is_used_leads_nowhere(folder: Path) -> None:
    """Names are swapped under the server while it reads; no answer is from outside."""
    moving = folder / "moving"
    moving.mkdir()
    (moving / "secret.txt").write_text("harmless")
    swapper = (
        "import os, sys\n"
        "here, outside = sys.argv[1:]\n"
        "print('ready', flush=True)\n"
        "def wait(): sum(range(os.urandom(1)[0] * 200))\n"
        "while True:\n"
        "    os.rename(here, here + '-away'); os.symlink(outside, here); wait()\n"
        "    os.unlink(here); os.rename(here + '-away', here); wait()\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", swapper, str(moving), str(folder.parent / "outside")),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    said: list[str] = []
    try:
        async with over_stdio(ERAS[1], "files", folder) as client:
            # Until it has met both states, and then some.
            while len(said) < 200 or {"harmless", "refused"} - set(said):
                result = await client.call_tool("read_file", {"path": "moving/secret.txt"})
                said.append(
                    "refused" if result.is_error else (result.structured_content or {})["text"]
                )
    finally:
        process.kill()
        await process.wait()
    assert set(said) == {"harmless", "refused"}


async def test_files_are_written_whole_and_only_on_purpose(folder: Path) -> None:
    async with over_stdio(ERAS[0], "files", folder, "--writable") as client:
        new = await call(client, "write_file", path="drafts/2026/a.md", text="Grüße")
        assert new["bytes"] == len("Grüße".encode())
        assert (folder / "drafts/2026/a.md").read_text() == "Grüße"
        assert "exists" in await refused(client, "write_file", path="notes.txt", text="x")
        await call(client, "write_file", path="notes.txt", text="one", replace=True)
        digest = (await call(client, "read_file", path="notes.txt"))["digest"]
        (folder / "notes.txt").write_text("somebody else's")
        said = await refused(
            client, "write_file", path="notes.txt", text="two", expected_digest=digest
        )
        assert "changed" in said
        assert (folder / "notes.txt").read_text() == "somebody else's"
        digest = (await call(client, "read_file", path="notes.txt"))["digest"]
        await call(client, "write_file", path="notes.txt", text="two", expected_digest=digest)
    assert (folder / "notes.txt").read_text() == "two"
    assert not list(folder.rglob(".laelia-*"))


async def test_sizes_are_capped_and_long_texts_come_in_parts(folder: Path) -> None:
    (folder / "long.txt").write_text("é" * 120_000)
    (folder / "huge.txt").write_text("x" * 400_000)
    words = ("files", folder, "--writable", "--max-file-bytes", "300000")
    async with over_stdio(ERAS[1], *words) as client:
        whole, offset = "", 0
        while offset is not None:
            part = await call(client, "read_file", path="long.txt", offset=offset)
            whole, offset = whole + part["text"], part["next_offset"]
        assert whole == "é" * 120_000
        assert "larger" in await refused(client, "read_file", path="huge.txt")
        assert "larger" in await refused(client, "write_file", path="n.txt", text="x" * 300_001)
        assert not (folder / "n.txt").exists()
        for number in range(600):
            (folder / "terms" / f"{number:03}.txt").write_text("needle\n")
        first = await call(client, "list_folder", path="terms")
        rest = await call(client, "list_folder", path="terms", offset=first["next_offset"])
        assert len(first["entries"]) + len(rest["entries"]) == 602
        assert rest["next_offset"] is None
        found = await call(client, "search_files", text="needle")
        assert (len(found["matches"]), found["complete"]) == (100, False)


async def test_at_an_address_it_wants_its_token(folder: Path) -> None:
    async with served("files", folder) as url:
        for era in ERAS:
            async with at(url, era) as client:
                read = await call(client, "read_file", path="notes.txt")
                assert read["text"] == "Ask about Refunds.\n"
        async with httpx2.AsyncClient() as http:
            for headers in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
                answer = await http.post(url, json={}, headers=headers)
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"].startswith("Bearer")
            headers = {"Authorization": f"Bearer {TOKEN}", "Host": "rebound.example"}
            assert (await http.post(url, json={}, headers=headers)).status_code in (403, 421)


@pytest.mark.parametrize(
    ("words", "token", "said"),
    [
        (("files", "/no/such/folder"), TOKEN, "No such file"),
        (("files", "/tmp", "--http"), "", "LAELIA_MCP_SERVER_TOKEN"),  # noqa: S108 - not served
        (("files", "/tmp", "--http"), "short", "16 characters"),  # noqa: S108 - not served
        (("nothing",), TOKEN, "invalid choice"),
    ],
)
async def test_what_it_cannot_serve_it_says(words: tuple[str, ...], token: str, said: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mcp_servers", *words),
        cwd=ROOT,
        env={**os.environ, "LAELIA_MCP_SERVER_TOKEN": token},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode in (1, 2)
    assert said in errors.decode()
