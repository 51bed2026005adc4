"""Files: sent as forms, known by their content, read by agents, nobody else's to see."""

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import aiohttp
import pytest
from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from hub.runs.document_program import EXCEL, PDF, WORD
from tests.faces.conftest import EXTRACT, LAELIA, MODEL, SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import Answer, Client, RunningHub

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def send(client: Client, content: bytes, name: str = "a.txt", kind: str = "x/y") -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("purpose", "assistants")
    form.add_field("file", io.BytesIO(content), filename=name, content_type=kind)
    path = f"{client.url}/v1/files"
    async with client.http.post(path, data=form, headers=client.headers()) as answer:
        return Answer(answer.status, await answer.json(content_type=None), dict(answer.headers))


def pdf(*pages: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def word() -> bytes:
    made, document = io.BytesIO(), Document()
    document.add_paragraph("Sales in May")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("North", "12"), ("South", "9")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Costs did not rise.")
    document.save(made)
    return made.getvalue()


def excel() -> bytes:
    made, book = io.BytesIO(), Workbook()
    book.active.title = "May"
    for row in (["North", 12, None], [], ["South", None, 9.5]):
        book.active.append(row)
    book.create_sheet("June")["B3"] = True
    book.save(made)
    return made.getvalue()


def rewritten(content: bytes, text: str, other: str, prolog: str) -> bytes:
    """A Word file with another text in it, and something before its root element."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            held = before.read(name)
            if name == "word/document.xml":
                held = held.replace(text.encode(), other.encode())
                held = held.replace(b"<w:document", f"{prolog}<w:document".encode(), 1)
            after.writestr(name, held)
    return made.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """For whom reading without the password is forbidden, or changing where there is none."""
    made, writer = io.BytesIO(), PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, owner_password="the owner's", algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


async def test_a_file_is_kept_and_given_back_as_a_download(person: Person) -> None:
    me = person.client
    kept = await send(me, b"<script>alert(1)</script>", "../../etc/passwd", "text/html")
    assert kept.status == 201, kept.body
    assert (kept["filename"], kept["media_type"], kept["bytes"]) == ("passwd", "text/plain", 25)
    assert (await me.get(f"/v1/files/{kept['id']}"))["id"] == kept["id"]
    assert [one["id"] for one in (await me.get("/v1/files"))["data"]] == [kept["id"]]
    content = await me.get(f"/v1/files/{kept['id']}/content")
    assert content.body == "<script>alert(1)</script>"
    assert content.headers["content-disposition"].startswith("attachment")
    assert content.headers["content-type"] == "application/octet-stream"
    assert (await me.call("DELETE", f"/v1/files/{kept['id']}")).status == 204
    assert (await me.get(f"/v1/files/{kept['id']}")).status == 404


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", PDF),
        ("grün".encode(), "text/plain"),
        (b"PK\x03\x04 word/document.xml", WORD),
        (b"PK\x03\x04 xl/workbook.xml", EXCEL),
        (b"PK\x03\x04 notes.txt", "application/zip"),
        (b"\x00\x01\x02", "application/octet-stream"),
    ],
)
async def test_the_content_says_what_a_file_is(
    person: Person, content: bytes, media_type: str
) -> None:
    kept = await send(person.client, content, "lie.png", "image/png")
    assert kept["media_type"] == media_type


@pytest.mark.req("R57")
async def test_json_can_never_supply_a_file(person: Person) -> None:
    refused = await person.client.post("/v1/files", {"file": {"filepath": "/etc/passwd"}})
    assert (refused.status, refused["code"]) == (415, "unsupported_media_type")


@pytest.mark.req("R58")
async def test_what_is_too_large_empty_or_no_file_is_refused(person: Person) -> None:
    me = person.client
    large = await send(me, b"x" * (25 * 1024 * 1024 + 1))
    assert (large.status, large["code"]) == (413, "too_large")
    empty = await send(me, b"")
    assert (empty.status, empty["code"]) == (422, "file_empty")
    form: dict[str, Any] = {"other": "x"}
    data = aiohttp.FormData(form, default_to_multipart=True)
    path = f"{me.url}/v1/files"
    async with me.http.post(path, data=data, headers=me.headers()) as answer:
        assert answer.status == 422
    many = aiohttp.FormData(default_to_multipart=True)
    for number in range(40):
        many.add_field(f"f{number}", "x")
    async with me.http.post(path, data=many, headers=me.headers()) as answer:
        assert answer.status == 422


async def test_a_text_file_stands_for_its_text(person: Person) -> None:
    kept = await send(person.client, b"Sales rose by a tenth.")
    answer = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "echo: Sales rose by a tenth."}
    run = await person.client.get(f"/v1/runs/{answer['id']}")
    assert run["input"] == {"text": {"file_id": kept["id"]}}


async def test_a_document_may_stand_in_the_message_itself(person: Person) -> None:
    """As the official clients of each dialect send it; nothing of it is kept."""
    data = base64.b64encode(pdf("Costs did not.")).decode()
    url = f"data:{PDF};base64,{data}"
    chat = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[
            {
                "role": "user",
                "content": [{"type": "file", "file": {"filename": "a.pdf", "file_data": url}}],
            }
        ],
        extra_body=LAELIA,
    )
    assert chat.choices[0].message.content == "echo: Costs did not."
    response = await person.openai.responses.create(
        model=SUMMARIZE,
        input=[{"role": "user", "content": [{"type": "input_file", "file_data": url}]}],
        extra_body=LAELIA,
    )
    assert response.output_text == "echo: Costs did not."
    message = await person.anthropic.messages.create(
        model=SUMMARIZE,
        max_tokens=50,
        messages=[
            {
                "role": "user",
                "content": [
                    {
                        "type": "document",
                        "source": {"type": "base64", "media_type": PDF, "data": data},
                    }
                ],
            }
        ],
        extra_body=LAELIA,
    )
    assert [block.type == "text" and block.text for block in message.content] == [
        "echo: Costs did not."
    ]
    assert (await person.client.get("/v1/files"))["data"] == []


@pytest.mark.parametrize(
    ("file", "pointer"),
    [
        ({}, "/messages/0/content/0/file"),
        ({"file_data": "no base64!"}, "/messages/0/content/0/file/file_data"),
    ],
)
async def test_a_file_in_a_message_that_is_none_is_refused(
    person: Person, file: dict[str, str], pointer: str
) -> None:
    content = [{"type": "file", "file": file}]
    asked = {"model": SUMMARIZE, "messages": [{"role": "user", "content": content}]}
    refused = await person.client.post("/v1/chat/completions", asked)
    assert refused.status == 422, refused.body
    assert pointer in str(refused.body)


async def test_an_image_is_shown_to_the_model(hub: RunningHub, person: Person) -> None:
    kept = await send(person.client, PNG)
    answer = await person.openai.chat.completions.create(
        model=SUMMARIZE,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "what-is-in-the-file"},
                    {"type": "file", "file": {"file_id": kept["id"]}},
                ],
            }
        ],
        extra_body=LAELIA,
    )
    assert answer.choices[0].message.content is not None
    sent = [r["messages"][-1]["content"] for r in hub.model.requests]
    shown = next(c for c in sent if isinstance(c, list) and c[0]["text"] == "what-is-in-the-file")
    assert shown[1]["image_url"]["url"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            lambda: pdf("Sales rose by a tenth.", "", "Costs did not."),
            "[page 1]\nSales rose by a tenth.\n\n[page 3]\nCosts did not.",
        ),
        (word, "Sales in May\nNorth\t12\nSouth\t9\nCosts did not rise."),
        (excel, "[sheet May]\nNorth\t12\nSouth\t\t9.5\n\n[sheet June]\n\tTrue"),
    ],
    ids=["pdf", "word", "excel"],
)
async def test_a_document_stands_for_its_text(
    person: Person, content: Callable[[], bytes], text: str
) -> None:
    kept = await send(person.client, content())
    answer = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": f"echo: {text}"}


@pytest.mark.req("R58")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: locked(pdf("secret"), "a password"), "password"),
        (lambda: b"%PDF-1.7 ...", "damaged"),
        (lambda: pdf(""), "no text"),
        (lambda: b"PK\x03\x04 word/document.xml", "damaged"),
        (lambda: pdf("a" * 2_000_001), "2,000,000"),
    ],
    ids=["locked", "damaged", "scanned", "damaged archive", "too long"],
)
async def test_a_document_without_text_to_be_had_says_why(
    person: Person, content: Callable[[], bytes], why: str
) -> None:
    kept = await send(person.client, content())
    refused = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert (refused.status, refused["code"]) == (422, "file_unreadable"), refused.body
    assert why in refused["detail"]


async def test_a_pdf_that_only_its_owner_may_change_is_read(person: Person) -> None:
    kept = await send(person.client, locked(pdf("Costs did not."), ""))
    answer = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert answer["output"] == {"text": "echo: Costs did not."}


@pytest.mark.req("R58")
async def test_a_document_fetches_no_other_file(person: Person, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("what nobody sent")
    kind = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    kept = await send(person.client, rewritten(word(), "North", "&x;", kind))
    answer = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert "what nobody sent" not in str(answer.body)
    assert answer.status in (200, 422)


async def test_what_no_model_reads_is_refused(person: Person) -> None:
    kept = await send(person.client, b"PK\x03\x04 ...")
    refused = await person.client.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert (refused.status, refused["code"]) == (422, "capability_not_supported")


async def test_the_text_of_a_file_must_fit_the_schema(new_person: NewPerson) -> None:
    me = (await new_person(SUMMARIZE, EXTRACT)).client
    kept = await send(me, b"x" * 200_001)
    refused = await me.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/input/text")


async def test_another_organizations_file_is_not_found(
    person: Person, new_person: NewPerson
) -> None:
    kept = await send(person.client, b"secret")
    stranger = (await new_person()).client
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        found = await stranger.call(method, f"/v1/files/{kept['id']}{path}")
        assert (found.status, found["code"]) == (404, "file_not_found")
    used = await stranger.invoke(SUMMARIZE, {"text": {"file_id": kept["id"]}}, model=MODEL)
    assert (used.status, used["code"]) == (404, "file_not_found")
    assert (await stranger.get("/v1/files"))["data"] == []


async def test_words_and_several_files_are_read_one_after_another(person: Person) -> None:
    first, second = [
        await send(person.client, text) for text in (b"May was good.", b"June was not.")
    ]
    parts = ["Compare these.", {"file_id": first["id"]}, {"file_id": second["id"]}]
    answer = await person.client.invoke(SUMMARIZE, {"text": parts}, model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["output"] == {"text": "echo: Compare these.\n\nMay was good.\n\nJune was not."}
    run = await person.client.get(f"/v1/runs/{answer['id']}")
    assert run["input"] == {"text": parts}
    many = await person.client.invoke(SUMMARIZE, {"text": parts[1:2] * 11}, model=MODEL)
    assert (many.status, many["errors"][0]["pointer"]) == (422, "/input/text")


async def test_laelia_works_on_the_text_of_a_file(person: Person) -> None:
    kept = await send(person.client, b"Sales rose by a tenth.")
    given = {"text": "Summarize this report", "material": [{"file_id": kept["id"]}]}
    answer = await person.client.invoke("laelia", given, model=MODEL)
    assert answer.status == 200, answer.body
    assert "Sales rose by a tenth." in answer["output"]["text"]
