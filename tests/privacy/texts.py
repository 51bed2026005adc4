"""Texts for properties: anything at all, values that are recognized, and what is like them."""

from hypothesis import strategies as st

from bench.privacy.mint import KINDS, mint

_STYLES = {"API_KEY": "stripe_test", "SECRET": "password"}


@st.composite
def minted(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(sorted(KINDS)))
    return mint(kind, _STYLES.get(kind, ""), draw(st.integers(0, 50)))


lookalikes = st.sampled_from(
    ["<EMAIL_1>", "<EMAIL_12>", "<TEXT_1>", "<CARD_", "<", ">", "<<EMAIL_1>>", "_1>", "[EMAIL]"]
)
words = st.sampled_from(
    ["ssn", "BSN:", "phone ", "my NIF is", "iban", "password=", "personnummer", "\n", " ", "-", "@"]
)
contacts = st.sampled_from(
    [
        "ada@example.org",
        "+44 20 7946 0018",
        "203.0.113.9",
        "fe80::1ff:fe23:4567:890a",
        "a\u200bb@c.de",
    ]
)
texts = st.lists(
    st.one_of(st.text(max_size=12), minted(), lookalikes, words, contacts), max_size=8
).map("".join)
trees = st.recursive(
    st.one_of(texts, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(texts, st.sampled_from(["ssn", "card", "phone"])), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
