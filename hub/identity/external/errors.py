"""What can go wrong with accounts elsewhere."""

from hub.kit.errors import Conflict, Forbidden, NotFound


class ProviderNotFound(NotFound):
    code = "sign_in_provider_not_found"
    title = "Nobody signs in with that here"


class TripInvalid(Forbidden):
    code = "sign_in_interrupted"
    title = "This sign-in was not begun in this browser, or too long ago"


class ExternalEmailUnverified(Forbidden):
    code = "external_email_unverified"
    title = "The provider does not vouch for the email address"


class NotLinked(Conflict):
    code = "sign_in_not_linked"
    title = "There is an account with this address, which this does not open yet"


class ExternalIdentityTaken(Conflict):
    code = "external_identity_taken"
    title = "It opens another account here"


class ExternalIdentityNotFound(NotFound):
    code = "external_identity_not_found"
    title = "You have linked no such account"


class LastWayIn(Conflict):
    code = "last_way_in"
    title = "Nothing else would sign you in"
