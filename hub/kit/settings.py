"""Every setting of the hub, read from the environment once by a composition root.

`LAELIA_<NAME>` for the few that stand alone, `LAELIA_<GROUP>__<NAME>` for the rest. Only roots
build a :class:`Settings`; they pass values down, so no domain depends on the environment.
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    EmailStr,
    Field,
    HttpUrl,
    SecretStr,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _split(value: object) -> object:
    """`a,b` as well as a list: a shell writes the first more easily."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class Credits(BaseModel):
    usd_per_credit: Decimal = Field(Decimal("0.01"), gt=0, description="What one credit is worth.")
    welcome_grant: Decimal = Field(
        Decimal(100), ge=0, description="Promotional credits that a new organization receives."
    )
    welcome_grant_days: int = Field(90, gt=0, description="Days until the welcome grant expires.")


class PasswordHash(BaseModel):
    """argon2id (RFC 9106). Lower costs are for tests; hashes made before keep verifying."""

    time_cost: int = Field(3, ge=1, description="Passes of argon2id over its memory.")
    memory_kib: int = Field(64 * 1024, ge=8, description="Memory of one hash.")
    parallelism: int = Field(4, ge=1, description="Lanes of one hash.")


class Limits(BaseModel):
    requests_per_minute: int = Field(600, gt=0, description="Per API key or session.")
    organization_requests_per_minute: int = Field(6000, gt=0, description="Of all its keys.")
    anonymous_requests_per_minute: int = Field(
        300, gt=0, description="Per address, of what is read without a credential."
    )
    webhooks_per_minute: int = Field(
        3000, gt=0, description="Per address, of what payment processors tell."
    )
    organization_concurrent_runs: int = Field(256, gt=0, description="Runs under way at once.")
    sign_ins_per_minute: int = Field(20, gt=0, description="Per account and per address.")
    body_bytes: int = Field(10 * 1024 * 1024, gt=0, description="Largest body of a request.")
    file_bytes: int = Field(25 * 1024 * 1024, gt=0, description="Largest file as an input.")


class Tries(BaseModel):
    """Trying agents before they are enabled, at no cost for who tries."""

    per_person: int = Field(
        5, ge=0, description="Of one agent, where its creator does not say how many."
    )
    per_organization: int = Field(
        25, ge=0, description="Of one agent by all of an organization, where its creator is silent."
    )
    days: int = Field(30, ge=1, description="After so many days those tries count no more.")
    person_per_day: int = Field(40, ge=0, description="Of all agents together.")
    organization_per_day: int = Field(200, ge=0, description="Of all agents together.")
    at_once: int = Field(4, ge=1, description="Tries of one person under way at once.")
    credits_each: Decimal = Field(
        Decimal(5), gt=0, description="The most that the models of one try may cost."
    )
    daily_credits: Decimal = Field(
        Decimal(2000), ge=0, description="The platform's promotional budget for tries of a day."
    )
    visitors_try_ours: bool = Field(
        False, description="Whether people without an account may try the platform's own agents."
    )
    per_visitor: int = Field(3, ge=0, description="Tries of one visit without an account.")
    visitors_per_day: int = Field(500, ge=0, description="Tries of all visitors together.")
    visitor_address_per_day: int = Field(
        10, ge=1, description="Tries without an account from one address."
    )
    visitor_minutes: int = Field(60, ge=1, description="How long such a visit lasts.")


class Discovery(BaseModel):
    """First-party events of the marketplace (docs/marketplace.md)."""

    event_days: int = Field(180, ge=1, description="After so many days events are deleted.")
    viewed_days: int = Field(
        90, ge=1, description="After so many days what somebody viewed is forgotten."
    )


class SignUp(BaseModel):
    """Who may have an account. Rules for domains are set over `/v1/admin/blocked-domains`."""

    allow_list: bool = Field(
        False, description="Only addresses of domains that a rule allows; for private hubs."
    )
    disposable: bool = Field(False, description="Also addresses of throw-away mailboxes.")
    verification: Literal["first", "required", "off"] = Field(
        "required",
        description="Addresses are verified `first` of all, are `required` for what reaches other "
        "people or money (inviting, buying, listing), or `off`: for joining a domain alone.",
    )


class SignInProvider(BaseModel):
    """Where people may have an account with which they sign in here: OpenID Connect, or GitHub.

    Named `google` or `github`, its address is known. GitHub Enterprise has another `issuer`, such
    as `https://github.example.com`, and `api_url`.
    """

    client_id: str = Field(min_length=1)
    client_secret: SecretStr | None = None
    issuer: str | None = Field(None, pattern=r"^https?://[!-~]+$")
    kind: Literal["openid", "github"] | None = None
    label: str | None = Field(None, max_length=40)
    scopes: str | None = None
    api_url: str = Field("https://api.github.com", pattern=r"^https?://[!-~]+$")

    def is_github(self, name: str) -> bool:
        return (self.kind or name) == "github"

    def issuer_of(self, name: str) -> str:
        """Raises ValueError: there is no address for a provider of this name."""
        known = {"google": "https://accounts.google.com", "github": "https://github.com"}
        issuer = self.issuer or known.get(name)
        if issuer is None:
            raise ValueError(f"LAELIA_SIGN_IN__{name.upper()}__ISSUER is not set")
        return issuer.rstrip("/") if self.is_github(name) else issuer


class Organizations(BaseModel):
    """The life of organizations."""

    deletion_grace_days: int = Field(
        30, ge=1, le=365, description="From when deletion is asked for until it is done."
    )
    content_days: int | None = Field(
        None,
        ge=1,
        le=3650,
        description="How long new organizations keep content at first. Unset: for good.",
    )


class Maintenance(BaseModel):
    """Of the whole installation: what changes something, or starts a run, waits."""

    on: bool = Field(
        False,
        description="Only people with a role on the platform change things or start runs. Reading "
        "goes on, and so do runs that have begun.",
    )
    message: str | None = Field(
        None, max_length=200, description="What everybody else is told. Unset: the usual words."
    )
    until: AwareDatetime | None = Field(
        None, description="When it is expected to end, such as 2026-12-01T06:00:00Z. Unset: unsaid."
    )


class Runs(BaseModel):
    deadline_s: float = Field(120, gt=0, description="Longest execution of one run.")
    process_lease_s: float = Field(
        15, gt=0, description="A process silent for this long is dead; its runs are settled."
    )
    keep_alive_s: float = Field(15, gt=0, description="Longest silence in an answer's stream.")
    live_s: float = Field(
        50,
        gt=0,
        le=55,
        description="How long a stream of live runs lasts before its reader connects anew.",
    )
    queue_s: float = Field(3600, gt=0, description="Longest wait of an asynchronous run.")
    drain_s: float = Field(20, ge=0, description="How long runs go on in a worker told to stop.")
    at_once: int = Field(64, gt=0, description="Asynchronous runs under way in one worker.")
    cache_s: int = Field(3600, gt=0, description="How long an answer may be found again.")
    max_depth: int = Field(5, ge=1, le=20, description="How deep agents may call agents.")
    max_repeats: int = Field(
        2, ge=1, le=20, description="How often one agent may stand in a chain of calls."
    )
    models_refresh_s: float = Field(
        60, gt=0, description="How often providers are asked which models they have."
    )
    input_required_days: int = Field(7, gt=0, description="How long a run waits for a person.")


class Mcp(BaseModel):
    list_at_most: int = Field(
        40, ge=1, description="More tools than this are searched (`find_agents`), not listed."
    )


class Sessions(BaseModel):
    """How much of a session an agent is told again."""

    messages: int = Field(40, ge=2, le=1000, description="The latest are told, up to this many.")
    tokens: int = Field(16_000, gt=0, description="Counted as four bytes each.")


class Outbound(BaseModel):
    allow: Words = Field(
        default_factory=list,
        description="CIDRs or host:port that tenants' addresses may reach although private.",
    )
    ca_file: Path | None = Field(
        None, description="PEM file of authorities to trust beside the system's."
    )
    recheck_s: float = Field(
        600, ge=0, description="Age at which a remote server's tools are compared with their pins."
    )


class Mail(BaseModel):
    """Any SMTP server. Credentials go over TLS only, and a server that lacks it gets no mail."""

    host: str | None = Field(None, description="Unset: messages wait in the platform's outbox.")
    port: int = Field(587, ge=1, le=65535, description="Of the SMTP server.")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls, tls, or none for a relay on this machine."
    )
    ca_file: Path | None = Field(None, description="A private authority, for a server of its own.")
    username: str | None = Field(None, description="Unset: the server asks for none.")
    password: SecretStr | None = Field(None, description="Goes with the name, over TLS only.")
    sender: EmailStr = Field(
        "laelia@localhost.localdomain", description="Whom messages come from, and go back to."
    )
    sender_name: str = Field("Laelia", description="Shown beside that address.")
    timeout_s: float = Field(30, gt=0, description="Longest wait for the server's next answer.")

    @model_validator(mode="after")
    def _hides_the_password(self) -> Self:
        if self.security == "none" and self.password is not None:
            raise ValueError("a password needs security starttls or tls")
        return self


class Tls(BaseModel):
    """The hub's own certificate, where no proxy in front of it has one."""

    cert_file: Path | None = Field(
        None, description="PEM file of the certificate and its chain. Unset: served over http."
    )
    key_file: Path | None = Field(None, description="Its key. Unset: in the same file.")
    client_ca_file: Path | None = Field(
        None, description="PEM file of an authority. Set: callers need a certificate from it."
    )

    @model_validator(mode="after")
    def _has_a_certificate(self) -> Self:
        if self.cert_file is None and (self.key_file or self.client_ca_file):
            raise ValueError("a key or an authority of callers needs a cert_file")
        return self


class AssertionIssuer(BaseModel):
    """An identity provider whose word lets programs act for members of one organization."""

    organization_id: str = Field(pattern="^org_[0-9A-Z]{26}$")
    jwks_url: str = Field(pattern="^https?://")


class OAuth(BaseModel):
    """How programs become clients that people may let act for them."""

    registration: bool = Field(
        True, description="Whether clients may register themselves, as older ones do."
    )
    registrations_per_day: int = Field(20, gt=0, description="Per address.")
    assertion_issuers: dict[str, AssertionIssuer] = Field(
        default_factory=dict,
        description="By issuer: {organization_id, jwks_url} of identity providers that decide "
        "which programs act for whom (docs/oauth.md).",
    )


class Web(BaseModel):
    folder: Path | None = Field(
        None, description="The built front end. Unset: `marketplace_web/dist`."
    )


class Legal(BaseModel):
    """The operator's own texts, to which the pages under `/legal` lead."""

    terms_url: HttpUrl | None = Field(None, description="Your terms of use.")
    privacy_url: HttpUrl | None = Field(None, description="Your privacy notice.")
    imprint_url: HttpUrl | None = Field(None, description="Who you are, where the law wants it.")


class Sso(BaseModel):
    """Sign-in through organizations' own identity providers."""

    dns_servers: Words = Field(
        default_factory=list,
        description="address:port of name servers that verify domains. Unset: the system's.",
    )


class Keys(BaseModel):
    """What keeps the master key: a file in the home, a Vault-style key service, AWS KMS, or Azure
    Key Vault.
    """

    data_key_days: int = Field(
        30, ge=1, description="Age at which an organization's data key is renewed by itself."
    )
    transit_url: str | None = Field(
        None, description="A Vault-style transit service. Unset: the file secrets/master.key."
    )
    transit_token: SecretStr | None = Field(None, description="May wrap and unwrap, nothing else.")
    transit_key: str = Field(
        "laelia", pattern="^[A-Za-z0-9_.-]+$", description="The key's name in that service."
    )
    transit_mount: str = Field(
        "transit",
        pattern="^[A-Za-z0-9_./-]+$",
        description="Where the service has its transit API.",
    )
    aws_key: str | None = Field(
        None,
        description="ARN, ID or alias of a key in AWS KMS. Unset: secrets/master.key.",
    )
    aws_region: str = Field("us-east-1", pattern="^[a-z0-9-]+$", description="Where that key is.")
    aws_url: str | None = Field(None, description="Unset: the region's own endpoint of KMS.")
    aws_access_key_id: str | None = Field(
        None, description="May encrypt and decrypt with that key and describe it."
    )
    aws_secret_access_key: SecretStr | None = Field(None, description="Goes with the ID.")
    azure_vault_url: str | None = Field(
        None, description="An Azure Key Vault or Managed HSM. Unset: secrets/master.key."
    )
    azure_key: str = Field(
        "laelia", pattern="^[A-Za-z0-9-]+$", description="The RSA key's name in that vault."
    )
    azure_tenant: str | None = Field(
        None, pattern="^[A-Za-z0-9.-]+$", description="Of the application that asks."
    )
    azure_client_id: str | None = Field(
        None, description="That application, or one of several identities of the machine."
    )
    azure_client_secret: SecretStr | None = Field(
        None, description="The application's. Unset: the machine's own identity asks."
    )
    azure_authority: str = Field(
        "https://login.microsoftonline.com", description="Where applications get their tokens."
    )


class Directory(BaseModel):
    """Directories of organizations, and one that the operator names (docs/directory.md)."""

    domains: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Email domains by organization ID that the operator vouches for, as JSON.",
    )
    ldap: dict[str, Any] = Field(
        default_factory=dict,
        description="The installation's own LDAP server: what `PUT /v1/directory/ldap` takes, as "
        "JSON.",
    )
    ldap_organization: str | None = Field(
        None, description="The organization whose people sign in with that server."
    )
    ldap_bind_password: SecretStr | None = Field(None, description="Of who searches there.")

    @model_validator(mode="after")
    def _names_whose(self) -> Self:
        if bool(self.ldap) != (self.ldap_organization is not None):
            raise ValueError("an LDAP server and its organization are set together")
        return self


class Billing(BaseModel):
    """Selling. A processor is there once its keys are; without its webhook secret it is refused."""

    seller: str = Field("Laelia", description="Name on invoices.")
    seller_address: str = Field("", description="Address and registration, on invoices.")
    seller_tax_id: str = Field("", description="The seller's tax number, on invoices.")
    invoice_prefix: str = Field(
        "LAE", pattern="^[A-Z0-9]{1,10}$", description="What invoice numbers begin with."
    )
    tax_percent: dict[str, Decimal] = Field(
        default_factory=dict,
        description="Tax by country (DE) or country and region (US-CA), such as {DE: 19}.",
    )
    share_percent: Decimal = Field(
        Decimal(80), ge=0, le=100, description="Publishers' part of what is sold, after tax."
    )
    settlement_days: int = Field(
        14, ge=0, description="Days until what publishers earned may be paid out."
    )
    reserve_percent: Decimal = Field(
        Decimal(0), ge=0, le=100, description="Of what becomes available, held back for refunds."
    )
    reserve_days: int = Field(90, ge=1, description="Days for which that is held back.")
    notice_days: int = Field(
        14, ge=0, le=28, description="Days between a price increase and who pays it at renewal."
    )
    refund_days: int = Field(
        30, ge=0, le=3650, description="Days in which buyers may ask for a refund; 0: they may not."
    )
    metered_grace_days: int = Field(
        7, ge=0, description="Days to use a credit line on whose invoice was not paid at once."
    )
    checkout_hours: int = Field(24, ge=1, le=24 * 30, description="How long a checkout is open.")
    manual: bool = Field(True, description="Whether bank transfer and purchase order are offered.")
    manual_days: int = Field(30, ge=1, description="Days to pay by bank transfer.")
    bank_details: str = Field("", description="Where a bank transfer goes to.")
    stripe_secret_key: SecretStr | None = Field(None, description="sk_… of Stripe.")
    stripe_webhook_secret: SecretStr | None = Field(None, description="whsec_… of its endpoint.")
    stripe_url: str = Field("https://api.stripe.com", description="Stripe's API.")
    paypal_client_id: str | None = Field(None, description="Of the REST app at PayPal.")
    paypal_client_secret: SecretStr | None = Field(None, description="Goes with the ID.")
    paypal_webhook_id: str | None = Field(None, description="Of the webhook at PayPal.")
    paypal_url: str = Field("https://api-m.paypal.com", description="PayPal's API.")
    paypal_ca_file: Path | None = Field(
        None, description="Authorities of the certificates it signs with; unset: the system's."
    )
    razorpay_key_id: str | None = Field(None, description="rzp_…; for UPI.")
    razorpay_key_secret: SecretStr | None = Field(None, description="Goes with the ID.")
    razorpay_webhook_secret: SecretStr | None = Field(None, description="Of its webhook.")
    razorpay_url: str = Field("https://api.razorpay.com", description="Razorpay's API.")
    processor_timeout_s: float = Field(20, gt=0, description="Longest wait for a processor.")
    webhook_wait_s: float = Field(
        3, gt=0, le=4, description="So long a processor waits for what it tells to have its effect."
    )
    reconcile_hour: int | None = Field(
        3, ge=0, le=23, description="UTC hour of the daily comparison with processors; unset: none."
    )
    trial_credits: Decimal = Field(
        Decimal(50), ge=0, description="Most credits that a seller's trial gives at our expense."
    )


class Marketplace(BaseModel):
    """What is offered to others."""

    probe_credits: Decimal = Field(
        Decimal(50), ge=0, description="The most that trying one sample of a submission may cost."
    )
    qdrant_url: str | None = Field(
        None,
        description="Where searches look for meaning, such as http://127.0.0.1:6333; it takes"
        " laelia[qdrant]. Unset: PostgreSQL.",
    )
    qdrant_api_key: SecretStr | None = Field(None, description="Of that server, if it has one.")
    qdrant_collection: str = Field(
        "listings",
        pattern=r"^[a-zA-Z0-9_-]{1,60}$",
        description="What the listings are called there.",
    )

    @property
    def probe_micro_credits(self) -> int:
        return int(self.probe_credits * 1_000_000)


class Telemetry(BaseModel):
    log_level: str = Field(
        "info",
        pattern="^(?i:debug|info|warning|error|critical)$",
        description="debug, info, warning, error or critical.",
    )
    log_format: str | None = Field(
        None, pattern="^(json|console)$", description="Unset: console on a terminal, else JSON."
    )
    otlp_endpoint: str | None = Field(
        None, description="Where spans go, such as http://127.0.0.1:4318. Unset: no tracing."
    )


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="LAELIA_", env_nested_delimiter="__", env_ignore_empty=True, frozen=True
    )

    home: Path = Field(Path(".laelia"), description="Data, engines, keys and logs.")
    host: str = Field("127.0.0.1", description="Where the hub listens.")
    port: int = Field(8080, ge=0, le=65535, description="0: any that is free.")
    workers: int = Field(1, ge=1, le=64, description="Hub processes.")
    public_url: str | None = Field(None, description="How clients reach the hub from outside.")
    allowed_hosts: Words = Field(
        default_factory=list, description="Host headers served besides loopback's and public_url's."
    )

    database_url: str | None = Field(None, description="App role. Unset: the embedded engine.")
    database_admin_url: str | None = Field(None, description="Owner; migrations only.")
    database_worker_url: str | None = Field(None, description="Cross-tenant jobs.")
    nats_url: str | None = Field(None, description="NATS with JetStream. Unset: the embedded one.")
    redis_url: str | None = Field(None, description="Valkey or Redis. Unset: the embedded one.")
    local_model_url: str | None = Field(None, description="Unset: the bundled model.")
    local_model_api_key: SecretStr | None = Field(None, description="Its key, where it has one.")
    local_model_gguf: Path | None = Field(None, description="Another GGUF for the bundled server.")

    admin_email: EmailStr | None = Field(
        None, description="The first platform administrator. Unset: a one-time link is printed."
    )
    admin_password: SecretStr | None = Field(None, description="Theirs.")

    credits: Credits = Credits()
    limits: Limits = Limits()
    tries: Tries = Tries()
    discovery: Discovery = Discovery()
    password_hash: PasswordHash = PasswordHash()
    sign_up: SignUp = SignUp()
    organizations: Organizations = Organizations()
    maintenance: Maintenance = Maintenance()
    runs: Runs = Runs()
    sessions: Sessions = Sessions()
    mcp: Mcp = Mcp()
    outbound: Outbound = Outbound()
    mail: Mail = Mail()
    oauth: OAuth = OAuth()
    web: Web = Web()
    legal: Legal = Legal()
    tls: Tls = Tls()
    sso: Sso = Sso()
    keys: Keys = Keys()
    directory: Directory = Directory()
    billing: Billing = Billing()
    marketplace: Marketplace = Marketplace()
    telemetry: Telemetry = Telemetry()
    sign_in: dict[str, SignInProvider] = Field(
        default_factory=dict,
        description="By name (`google`, `github`, or any): {client_id}, {client_secret}, {issuer} "
        "and {label} of a provider that people sign in with (docs/accounts.md).",
    )
    providers: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="By name: {url}, with {token}, or {command} adds a provider; {models} and "
        "{usd_per_million} state prices (docs/providers.md).",
    )

    @model_validator(mode="after")
    def _knows_where_people_sign_in(self) -> Self:
        for name, provider in self.sign_in.items():
            if not (name.isascii() and name.isidentifier()):
                raise ValueError(f"{name!r} cannot name a sign-in provider: letters, digits and _")
            provider.issuer_of(name)
        return self

    @property
    def base_url(self) -> str:
        scheme = "http" if self.tls.cert_file is None else "https"
        return self.public_url or f"{scheme}://{self.host}:{self.port}"
