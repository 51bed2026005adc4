"""`knowledge` alone: passages are found, cited and kept in line with their folder."""

from pathlib import Path

import pytest

from tests.mcp_servers.running import ERAS, at, call, over_stdio, refused, served

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(90)]

HANDBOOK = """# Handbook

Welcome.

## Travel

Employees book trains in second class. Flights need the approval of a manager.

```
# not a heading
```

## Refunds

Customers may return goods within 30 days. Damaged pallets are replaced.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    (docs / "people").mkdir(parents=True)
    (docs / "handbook.md").write_text(HANDBOOK)
    (docs / "people" / "leave.txt").write_text("Parental leave is sixteen weeks, paid in full.\n")
    (docs / "broken.txt").write_bytes(b"\xff\xfe\x00")
    (docs / "code.py").write_text("travel = 1\n")
    (tmp_path / "outside.md").write_text("Flights to the moon.")
    (docs / "link.md").symlink_to(tmp_path / "outside.md")
    return docs


@pytest.mark.parametrize("era", ERAS)
async def test_a_question_finds_the_passage_to_cite(folder: Path, era: str) -> None:
    async with over_stdio(era, "knowledge", folder) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert names == [
            "search_knowledge",
            "read_document",
            "list_documents",
            "refresh_knowledge",
        ]
        found = await call(client, "search_knowledge", query="who approves a flight?")
        best = found["results"][0]
        assert (best["path"], best["heading"]) == ("handbook.md", "Handbook > Travel")
        assert (best["first_line"], best["last_line"]) == (7, 11)
        assert "approval of a manager" in best["text"]
        assert (found["ranking"], found["note"]) == ("words", None)
        lines = await call(client, "read_document", path="handbook.md", first_line=7, lines=1)
        assert lines["text"] == HANDBOOK.splitlines()[6]
        assert lines["lines"] == len(HANDBOOK.splitlines())
        listed = (await call(client, "list_documents"))["documents"]
        assert [one["path"] for one in listed] == ["handbook.md", "people/leave.txt"]
        for path in ("../outside.md", "link.md", "code.py", "/etc/passwd"):
            await refused(client, "read_document", path=path)
        assert (await call(client, "search_knowledge", query="moon"))["results"] == []


async def test_questions_are_never_read_as_a_query_language(folder: Path) -> None:
    async with over_stdio(ERAS[1], "knowledge", folder) as client:
        for query in (
            '"',
            "NEAR(",
            "flights AND NOT (",
            "heading:travel*",
            "'; drop table x",
            "?!",
        ):
            await call(client, "search_knowledge", query=query)
        found = await call(client, "search_knowledge", query="flights NOT approval")
        assert found["results"][0]["heading"] == "Handbook > Travel"


async def test_the_index_follows_the_folder_and_outlives_the_server(
    folder: Path, tmp_path: Path
) -> None:
    words = ("knowledge", folder, "--index", tmp_path / "index.db", "--refresh-seconds", "0")
    async with over_stdio(ERAS[1], *words) as client:
        await call(client, "search_knowledge", query="leave")
        (folder / "people" / "leave.txt").write_text("Parental leave is twenty weeks.\n")
        (folder / "news.md").write_text("The office in Lyon opens in spring.\n")
        (folder / "handbook.md").unlink()
        assert (await call(client, "search_knowledge", query="flights"))["results"] == []
        found = await call(client, "search_knowledge", query="parental leave")
        assert [hit["text"] for hit in found["results"]] == ["Parental leave is twenty weeks."]
    async with over_stdio(ERAS[1], *words) as client:
        again = await call(client, "refresh_knowledge")
        assert (again["documents"], again["read"], again["removed"]) == (2, 0, 0)
        assert again["skipped"] == ["broken.txt"]
        found = await call(client, "search_knowledge", query="Lyon")
        assert found["results"][0]["path"] == "news.md"


async def test_long_documents_are_cut_where_thoughts_end(folder: Path) -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 150 for number in range(12)]
    (folder / "long.md").write_text("\n\n".join(paragraphs) + "\n\n" + "x" * 10_000)
    async with over_stdio(ERAS[1], "knowledge", folder) as client:
        found = await call(client, "search_knowledge", query="paragraph 7", limit=20)
        assert "Paragraph 7." in found["results"][0]["text"]
        for hit in found["results"]:
            assert len(hit["text"]) <= 2500
            assert hit["text"].startswith(("Paragraph", "x")) or hit["path"] != "long.md"


async def test_where_meaning_fails_words_still_find(folder: Path) -> None:
    words = ("knowledge", folder, "--embeddings-url", "http://127.0.0.1:9/v1")
    async with served(*words) as url, at(url, ERAS[1]) as client:
        found = await call(client, "search_knowledge", query="flights")
        assert found["results"][0]["heading"] == "Handbook > Travel"
        assert found["ranking"] == "words"
        assert "no embeddings" in found["note"]
