"""Refusals in the words of RFC 7644, section 3.12."""

from hub.kit.errors import Conflict, LaeliaError, NotFound


class ScimError(LaeliaError):
    """`scim_type` is the RFC's own word for what is wrong, where it has one."""

    status = 400
    code = "scim_invalid"
    title = "The SCIM request is not valid"
    scim_type: str | None = "invalidValue"


class InvalidSyntax(ScimError):
    code = "scim_invalid_syntax"
    title = "The SCIM request could not be read"
    scim_type = "invalidSyntax"


class InvalidFilter(ScimError):
    code = "scim_invalid_filter"
    title = "The filter cannot be used"
    scim_type = "invalidFilter"


class InvalidPath(ScimError):
    code = "scim_invalid_path"
    title = "The path of the operation cannot be used"
    scim_type = "invalidPath"


class NoTarget(ScimError):
    code = "scim_no_target"
    title = "The path of the operation names nothing that is there"
    scim_type = "noTarget"


class Mutability(ScimError):
    code = "scim_mutability"
    title = "The attribute cannot be changed or removed"
    scim_type = "mutability"


class NotUnique(Conflict):
    code = "scim_not_unique"
    title = "There is such a user or group already"


class NotUnchanged(LaeliaError):
    status = 412
    code = "scim_changed_meanwhile"
    title = "The resource has changed since it was read"


class ScimNotFound(NotFound):
    code = "scim_not_found"
    title = "There is no such resource in this directory"


class ScimMethod(LaeliaError):
    status = 405
    code = "method_not_allowed"
    title = "This address does not take that method"


class ScimTokenNotFound(NotFound):
    code = "scim_token_not_found"
    title = "There is no such SCIM token"
