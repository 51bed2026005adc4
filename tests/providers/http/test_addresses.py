"""Which addresses a vendor may have, and how they are written."""

import pytest

from providers.http import VendorHttp
from providers.settings import InvalidSettingError

pytestmark = pytest.mark.req("S7")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://host/",
        "host/v1",
        "http://",
        "http://user:pw@host",
        "http://user:pw/@host",
        "http://[::1",
        "http://host:99999",
        "http://host/a b",
        "http://host/?key=pw",
    ],
)
def test_an_address_that_cannot_work_is_refused_at_once(address: str) -> None:
    with pytest.raises(InvalidSettingError, match="the vendor's address") as caught:
        VendorHttp(address)
    assert "pw" not in str(caught.value)


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
