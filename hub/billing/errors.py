"""Why buying and selling say no."""

from hub.kit.errors import Conflict, Forbidden, InvalidInput, NotFound


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "There is no such product or price that you can see"


class CheckoutNotFound(NotFound):
    code = "checkout_not_found"
    title = "There is no such checkout"


class OrderNotFound(NotFound):
    code = "order_not_found"
    title = "There is no such order"


class SubscriptionNotFound(NotFound):
    code = "subscription_not_found"
    title = "There is no such subscription"


class NotThere(NotFound):
    """A payment method, invoice, discount or payout."""


class NotForSale(InvalidInput):
    code = "not_for_sale"
    title = "This cannot be sold like that"


class DiscountRefused(InvalidInput):
    code = "discount_refused"
    title = "The discount code does not apply"


class ProcessorNotOffered(InvalidInput):
    code = "processor_not_offered"
    title = "This way of paying is not offered"


class TrialUsed(Conflict):
    code = "trial_used"
    title = "The trial of this product was used already"


class AlreadySubscribed(Conflict):
    code = "already_subscribed"
    title = "There is a subscription to this product already"


class PaymentUnderWay(Conflict):
    code = "payment_under_way"
    title = "A payment for this order is under way"


class OrderState(Conflict):
    code = "order_state"
    title = "The order does not allow this now"


class AlreadyAsked(Conflict):
    code = "already_asked"
    title = "You have asked for this already"


class RequestState(Conflict):
    code = "request_state"
    title = "The request does not allow this now"


class SubscriptionState(Conflict):
    code = "subscription_state"
    title = "The subscription does not allow this now"


class MeteredState(Conflict):
    code = "metered_state"
    title = "The credit line does not allow this now"


class CreditsUsed(Conflict):
    code = "credits_used"
    title = "The credits of this order are used already"


class RefundTooLarge(Conflict):
    code = "refund_too_large"
    title = "No more than what was paid can be refunded"


class RefundTooLate(Conflict):
    code = "refund_too_late"
    title = "The days in which a refund can be asked for are over"


class NotATestOrganization(Forbidden):
    code = "not_a_test_organization"
    title = "Only a test organization has a clock of its own"


class ClockRefused(Conflict):
    code = "clock_refused"
    title = "The clock cannot be set like that"


class PayoutRefused(Conflict):
    code = "payout_refused"
    title = "This cannot be paid out now"
