"""The processors that the settings have keys for."""

from aiohttp import encode_basic_auth

from hub.billing.processors.manual import Manual
from hub.billing.processors.paypal import PayPal
from hub.billing.processors.paypal_signing import Certificates, Fetch
from hub.billing.processors.port import Processor
from hub.billing.processors.razorpay import Razorpay
from hub.billing.processors.stripe import Stripe
from hub.billing.processors.wire import Wire
from hub.kit.clock import Clock
from hub.kit.settings import Billing


def processors_of(settings: Billing, clock: Clock, fetch: Fetch) -> dict[str, Processor]:
    """`fetch` is for what strangers name."""
    found: list[Processor] = []
    if settings.manual:
        found.append(Manual(settings.bank_details))
    if settings.stripe_secret_key is not None:
        secret = settings.stripe_webhook_secret
        stripe = Stripe(
            Wire(settings.stripe_url, timeout_s=settings.processor_timeout_s),
            secret_key=settings.stripe_secret_key.get_secret_value(),
            webhook_secret=secret.get_secret_value() if secret is not None else None,
            clock=clock,
        )
        found.append(stripe)
    if settings.paypal_client_id is not None and settings.paypal_client_secret is not None:
        paypal = PayPal(
            Wire(settings.paypal_url, timeout_s=settings.processor_timeout_s),
            client_id=settings.paypal_client_id,
            secret=settings.paypal_client_secret.get_secret_value(),
            webhook_id=settings.paypal_webhook_id,
            certificates=Certificates(fetch, settings.paypal_ca_file, clock),
            clock=clock,
        )
        found.append(paypal)
    if settings.razorpay_key_id is not None and settings.razorpay_key_secret is not None:
        secret = settings.razorpay_webhook_secret
        auth = encode_basic_auth(
            settings.razorpay_key_id, settings.razorpay_key_secret.get_secret_value()
        )
        razorpay = Razorpay(
            Wire(settings.razorpay_url, timeout_s=settings.processor_timeout_s, authorization=auth),
            webhook_secret=secret.get_secret_value() if secret is not None else None,
            clock=clock,
        )
        found.append(razorpay)
    return {processor.name: processor for processor in found}
