"""What the issuers publish as examples is recognized; what looks like it is not."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from bench.privacy.mint import KINDS, mint
from hub.kit.privacy import NamesUnavailable, Span, counts, find, local_names
from hub.kit.privacy.spans import resolved

pytestmark = pytest.mark.req("S20")


def wide(text: str) -> str:
    """With digits as wide as the letters of East Asian scripts."""
    return text.translate({code: code + 0xFEE0 for code in b"0123456789"})


PUBLISHED = {
    "Pay to GB82 WEST 1234 5698 7654 32": ("IBAN", "GB82 WEST 1234 5698 7654 32"),
    "DE89370400440532013000 is ours": ("IBAN", "DE89370400440532013000"),
    "card 4242 4242 4242 4242": ("CARD", "4242 4242 4242 4242"),
    "amex 3782-822463-10005": ("CARD", "3782-822463-10005"),
    "NHS number 943 476 5919": ("UK_NHS", "943 476 5919"),
    "Steuer-ID 86095742719": ("DE_TAX_ID", "86095742719"),
    "NIR 2 55 08 14 168 025 38": ("FR_NIR", "2 55 08 14 168 025 38"),
    "DNI 12345678Z": ("ES_DNI", "12345678Z"),
    "NIE X1234567L": ("ES_NIE", "X1234567L"),
    "codice fiscale RSSMRA85T10A562S": ("IT_CF", "RSSMRA85T10A562S"),
    "BSN 111222333": ("NL_BSN", "111222333"),
    "PESEL 44051401359": ("PL_PESEL", "44051401359"),
    "Rijksregister 85.07.30-033.28": ("BE_NRN", "85.07.30-033.28"),
    "NIF 123456789": ("PT_NIF", "123456789"),
    "personnummer 811228-9874": ("SE_PN", "811228-9874"),
    "hetu 131052-308T": ("FI_HETU", "131052-308T"),
    "PPSN 1234567T": ("IE_PPS", "1234567T"),
    "Aadhaar 2341 2341 2346": ("IN_AADHAAR", "2341 2341 2346"),
    "PAN ABCPE1234F": ("IN_PAN", "ABCPE1234F"),
    "National insurance AB 12 34 56 C": ("UK_NINO", "AB 12 34 56 C"),
}


@pytest.mark.parametrize(("text", "value"), PUBLISHED.items())
def test_published_examples(text: str, value: tuple[str, str]) -> None:
    assert [(span.kind, text[span.start : span.end]) for span in find(text)] == [value]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"SECRET"}))
def test_invented_values_beside_their_name(kind: str) -> None:
    label = {"IN_AADHAAR": "aadhaar", "US_SSN": "ssn", "US_ITIN": "itin"}.get(
        kind, kind.rsplit("_", maxsplit=1)[-1].lower()
    )
    label = {"id": "steuer-id", "cf": "codice fiscale", "pn": "personnummer"}.get(label, label)
    style = "stripe_test" if kind == "API_KEY" else ""
    for number in range(200):
        value = mint(kind, style, number)
        text = f"{label} {value}."
        assert [(s.kind, text[s.start : s.end]) for s in find(text)] == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"Karte {wide('4111 1111 1111 1111')} 😀", wide("4111 1111 1111 1111")),
        ("😀 हमारा फ़ोन +९१ ९८७६५ ४३२१०", "+९१ ९८७६५ ४३२१०"),
        ("ada\u200b@exam\u200bple.org", "ada\u200b@exam\u200bple.org"),
        ("IBAN DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", None),
    ],
)
def test_places_are_those_of_the_text_as_given(text: str, value: str | None) -> None:
    (span,) = find(text)
    assert text[span.start : span.end] == (value or text[5:])


def test_of_two_readings_the_surer_holds_and_then_the_longer() -> None:
    low, high, long = Span(0, 9, "PHONE", 0.6), Span(2, 6, "CARD", 0.9), Span(20, 30, "IP", 0.8)
    assert resolved([low, high, long, Span(20, 25, "PHONE", 0.8)]) == [high, long]
    assert counts([low, high, long]) == {"CARD": 1, "IP": 1, "PHONE": 1}


def test_reading_is_linear_in_the_length_of_what_is_hostile() -> None:
    """Each is a second's work at most; a quadratic reading would take minutes."""
    for unit in ("1", "1 ", "a@", "pass", "password=", "1.2.3.4 ", "::1 ", "eyJaaaaaaaa.", "<A_1>"):
        find((unit * 50_000)[:50_000])


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="a model is installed")
def test_asking_for_names_without_a_model_says_what_to_install() -> None:
    with pytest.raises(NamesUnavailable, match=r"laelia\[names\]"):
        local_names()


def test_a_recognizer_of_names_may_be_brought() -> None:
    class Known:
        def find(self, text: str, /) -> list[Span]:
            at = text.find("Ada Quill")
            return [Span(at, at + 9, "PERSON", 0.5)] if at >= 0 else []

    text = "Ada Quill, ada@example.org"
    assert [span.kind for span in find(text, names=Known())] == ["PERSON", "EMAIL"]


@pytest.mark.req("R62")
def test_the_labelled_set_is_recognized() -> None:
    """Both halves, the one held out too, above the promised recall and precision."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.privacy", "--no-speed"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=50,
    )
    assert said.returncode == 0, said.stdout
    assert said.stdout.endswith("reached\n")
