"""Pages that mailed links lead to. What a link is for happens when a person presses its button.

The secret is in the fragment, so that no server, log or referrer has it; the script of the page
sends it by POST. Without a link, two of the pages have one mailed.
"""

from html import escape
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.pages import shell, template
from hub.identity.public import MIN_PASSWORD_LENGTH, declares


class _Page(NamedTuple):
    title: str
    lead: str
    button: str
    done: str


_PAGES: Final = {
    "verify": _Page(
        "Verify your address",
        "Show that this mailbox is yours. From then on you can invite others, buy, and list"
        " agents.",
        "Verify the address",
        "Done. Your address is verified.",
    ),
    "recover": _Page(
        "Set another password",
        "All your sessions end with it. Your keys go on, unless you end them too.",
        "Set the password",
        "Done. Sign in with the new password.",
    ),
    "sign-in": _Page(
        "Sign in",
        "The link signs this browser in, once.",
        "Sign in",
        "Done. You are signed in here.",
    ),
    "email": _Page(
        "Confirm your new address",
        "From then on you sign in with it, and mail goes to it.",
        "Confirm the address",
        "Done. Your account has the new address.",
    ),
    "undo": _Page(
        "Take your address back",
        "Everybody is signed out, keys and programs' access end, and the password is forgotten."
        " Do this when somebody else moved your account.",
        "Take it back",
        "Done. Now set another password: a link for it is one step away.",
    ),
}


def account_pages() -> list[BaseRoute]:
    return [Route("/account/{page}", show, methods=["GET"], include_in_schema=False)]


@declares("public")
async def show(request: Request) -> Response:
    name = request.path_params["page"]
    page = _PAGES.get(name)
    if page is None:
        return await _absent()
    body = template("account.html").substitute(
        page=escape(name),
        title=escape(page.title),
        lead=escape(page.lead),
        button=escape(page.button),
        done=escape(page.done),
        shortest=MIN_PASSWORD_LENGTH,
    )
    script = '<script src="/static/account.js" defer></script>'
    answer = shell(f"{page.title}: Laelia", body, head=script)
    answer.headers["cache-control"] = "no-store"
    return answer


async def _absent() -> Response:
    body = template("refused.html").substitute(
        description="There is no such page. Open the link as it stands in the mail.",
        error="not_found",
    )
    answer = shell("Not found: Laelia", body)
    answer.status_code = 404
    return answer
