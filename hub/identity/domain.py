"""What the rules of identity stand on, put together once by a root."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hub.identity.authenticator import Authenticator
from hub.identity.limits import RequestLimits, SignInLimits
from hub.identity.passwords import Passwords
from hub.kit.clock import Clock, system_clock
from hub.kit.db import Database
from hub.kit.events import Events
from hub.kit.maintenance import Gate
from hub.kit.once import Once
from hub.kit.people import People
from hub.kit.ratelimit import RateLimiter
from hub.kit.sealing import Sealer
from hub.kit.settings import Limits, Maintenance, Organizations, SignUp


def is_secure(base_url: str) -> bool:
    return urlsplit(base_url).scheme == "https"


def cookie_name(base_url: str) -> str:
    """Browsers take a `__Host-` cookie over TLS alone."""
    return "__Host-laelia" if is_secure(base_url) else "laelia"


@dataclass(frozen=True)
class Identity:
    """Found by the endpoints at `app.state.identity`."""

    database: Database
    people: People
    authenticator: Authenticator
    limiter: RateLimiter
    events: Events
    base_url: str
    sealer: Sealer
    limits: Limits = field(default_factory=Limits)
    passwords: Passwords = field(default_factory=Passwords)
    sign_up: SignUp = field(default_factory=SignUp)
    organizations: Organizations = field(default_factory=Organizations)
    clock: Clock = system_clock
    once: Once = field(default_factory=lambda: Once(None))
    maintenance: Maintenance = field(default_factory=Maintenance)
    gate: Gate = field(init=False)
    requests: RequestLimits = field(init=False)
    sign_ins: SignInLimits = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "gate", Gate(self.maintenance, self.clock))
        object.__setattr__(self, "requests", RequestLimits(self.limiter, self.limits))
        object.__setattr__(self, "sign_ins", SignInLimits(self.limiter, self.limits))

    @property
    def secure(self) -> bool:
        """Whether browsers reach the hub over TLS, so that the cookie can demand it."""
        return is_secure(self.base_url)

    @property
    def cookie(self) -> str:
        return cookie_name(self.base_url)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def issuer(self) -> str:
        """The hub by name, as OAuth's documents and tokens say it; letter by letter the same."""
        return self.base_url.rstrip("/")

    async def open(self) -> None:
        await self.authenticator.open()

    async def close(self) -> None:
        await self.authenticator.close()
        self.passwords.close()
