"""Which addresses a vendor may have, and how they are written."""

import pytest

from providers.http import VendorHttp

pytestmark = pytest.mark.req("S7")


@pytest.mark.parametrize(
    "address", ["ftp://host/", "host/v1", "http://", "http://user:pw@host", "http://host/a b"]
)
def test_an_address_that_cannot_work_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|percent-encoded"):
        VendorHttp(address)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://host:443/v1/", "https://host/v1/x"),
        ("http://[::1]:8080", "http://[::1]:8080/x"),
        ("https://bücher.example", "https://xn--bcher-kva.example/x"),
    ],
)
def test_an_address_stands_in_its_shortest_form(address: str, url: str) -> None:
    assert VendorHttp(address).url("/x") == url
