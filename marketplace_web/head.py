"""The head of a page, written on the server: readers that run no script see it too."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from marketplace_web.site import Page, ShownAgent, ShownPlace

MARK: Final = "<!--head-->"


def head(
    page: Page,
    *,
    address: str,
    fonts: Iterable[str],
    about: Mapping[str, Any] | None,
    facts: Mapping[str, Any],
) -> str:
    """`address` is the page's own, whole; `about` what it is, in schema.org's words; `facts` what
    the page's own script reads.
    """
    lines = [
        f"<title>{escape(page.title)}</title>",
        _meta("name", "description", page.description),
        _meta("property", "og:title", page.title),
        _meta("property", "og:description", page.description),
        _meta("property", "og:type", "website"),
        _meta("property", "og:site_name", "Laelia"),
        _meta("property", "og:url", address),
        *_picture(page, _origin(address)),
        '<link rel="apple-touch-icon" href="/web/apple-touch-icon.png">',
        *(
            f'<link rel="preload" as="font" type="font/woff2" href="{font}" crossorigin>'
            for font in fonts
        ),
    ]
    if page.indexed:
        lines.append(f'<link rel="canonical" href="{escape(address)}">')
    else:
        lines.append(_meta("name", "robots", "noindex"))
    lines.append(f'<script type="application/json" id="laelia-facts">{_json(facts)}</script>')
    if about is not None:
        lines.append(f'<script type="application/ld+json">{_json(about)}</script>')
    return "\n".join(lines)


def _picture(page: Page, origin: str) -> list[str]:
    """The picture of a shared link. Readers that know its size show it at once."""
    address = origin + page.picture
    return [
        _meta("property", "og:image", address),
        _meta("property", "og:image:type", "image/png"),
        _meta("property", "og:image:width", "1200"),
        _meta("property", "og:image:height", "630"),
        _meta("property", "og:image:alt", page.picture_says),
        _meta("name", "twitter:card", "summary_large_image"),
        _meta("name", "twitter:image", address),
        _meta("name", "twitter:image:alt", page.picture_says),
    ]


def about_site(origin: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Laelia",
        "url": f"{origin}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{origin}/marketplace?q={{what}}",
            "query-input": "required name=what",
        },
    }


def about_agent(agent: ShownAgent, address: str) -> dict[str, Any]:
    """With its rating, once somebody has reviewed it."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": agent.name,
        "url": address,
        "description": agent.description,
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Web",
        "author": {"@type": "Organization", "name": agent.publisher},
    }
    if agent.score is not None:
        about["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": agent.score,
            "bestRating": 5,
            "reviewCount": agent.reviews,
        }
    return about


def about_place(place: ShownPlace, address: str) -> dict[str, Any]:
    publisher = place.kind == "publishers"
    return {
        "@context": "https://schema.org",
        "@type": "Organization" if publisher else "CollectionPage",
        "name": place.title,
        "url": address,
        "description": place.description,
    }


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _json(value: Any) -> str:
    """No `<` survives: an agent's text cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
