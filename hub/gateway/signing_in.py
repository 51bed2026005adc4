"""How the pages of signing in look. Where they lead to is `sign_in_pages.py`."""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.responses import Response

from hub.gateway.forms import REFERRER
from hub.gateway.pages import shell, template

_SCRIPT: Final = '<script src="/static/sign_in.js" defer></script>'
_EVERYBODY: Final = "Sign in to this hub."


class Way(NamedTuple):
    """Another house that can say who somebody is."""

    name: str
    label: str


def sign_in_page(
    onward: str, client: str | None, *, ways: Sequence[Way] = (), notice: str = ""
) -> Response:
    """`onward` is where it leads to; `client` who sent the person here, to be asked a question."""
    body = template("sign_in.html").substitute(
        lead=_asked_by(client) if client is not None else _EVERYBODY,
        notice=_notice(notice),
        onward=escape(onward),
        ways="\n".join(_way(way, onward) for way in ways),
    )
    return _uncached(shell("Sign in: Laelia", body, head=REFERRER + _SCRIPT))


def code_page(onward: str, challenge: str, *, notice: str = "") -> Response:
    body = template("sign_in_code.html").substitute(
        notice=_notice(notice), onward=escape(onward), challenge=escape(challenge)
    )
    return _uncached(shell("Sign in: Laelia", body, head=REFERRER))


def failed_page(title: str, text: str, onward: str, *, status: int) -> Response:
    body = template("sign_in_failed.html").substitute(
        title=escape(title),
        text=escape(text),
        again=escape("/sign-in?" + urlencode({"next": onward})),
    )
    page = _uncached(shell(f"{title}: Laelia", body, head=REFERRER))
    page.status_code = status
    return page


def _asked_by(client: str) -> str:
    return f"<strong>{escape(client)}</strong> wants to use this hub. Sign in to see for what."


def _way(way: Way, onward: str) -> str:
    address = f"/sign-in/with/{way.name}?" + urlencode({"next": onward})
    label = escape(f"Sign in with {way.label}")
    return f'<a class="button quiet" href="{escape(address)}">{label}</a>'


def _notice(text: str) -> str:
    return f'<p class="notice bad" role="alert">{escape(text)}</p>' if text else ""


def _uncached(page: Response) -> Response:
    page.headers["cache-control"] = "no-store"
    return page
