"""Why a comparison says no."""

from hub.kit.errors import Conflict, NotFound


class ComparisonNotFound(NotFound):
    code = "comparison_not_found"
    title = "There is no such comparison of yours"


class AlreadyChosen(Conflict):
    code = "already_chosen"
    title = "You have chosen already"
