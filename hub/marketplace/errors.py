"""What can go wrong in the marketplace, with stable codes."""

from hub.kit.errors import Conflict, Forbidden, InvalidInput, NotFound


class ListingNotFound(NotFound):
    code = "listing_not_found"
    title = "There is no such listing that you can see"


class PublisherNotFound(NotFound):
    code = "publisher_not_found"
    title = "There is no such publisher that you can see"


class CategoryNotFound(NotFound):
    code = "category_not_found"
    title = "There is no such category"


class CollectionNotFound(NotFound):
    code = "collection_not_found"
    title = "There is no such collection"


class ReviewNotFound(NotFound):
    code = "review_not_found"
    title = "There is no such review that you can see"


class ReviewNotAllowed(Forbidden):
    code = "review_not_allowed"
    title = "You may not review this"


class CaseNotFound(NotFound):
    code = "case_not_found"
    title = "There is no such case that you can see"


class DecisionNotFound(NotFound):
    code = "decision_not_found"
    title = "There is no such decision that you can see"


class PublisherExists(Conflict):
    code = "publisher_exists"
    title = "Your organization is a publisher already"


class PublisherNotActive(Forbidden):
    code = "publisher_not_active"
    title = "Your publisher is not active"


class StorefrontNameTaken(Conflict):
    code = "storefront_name_taken"
    title = "Another publisher or listing has this slug"


class AgentListedAlready(Conflict):
    code = "agent_listed_already"
    title = "The agent has a listing already"


class MoveNotAllowed(Conflict):
    """`allowed` names the states that can follow."""

    code = "move_not_allowed"
    title = "It cannot go from its state to that one"


class DecisionNotAllowed(Conflict):
    code = "decision_not_allowed"
    title = "The case cannot be decided like that"


class SecondApproverNeeded(Forbidden):
    code = "second_approver_needed"
    title = "Somebody else has to confirm this"


class ContentRefused(InvalidInput):
    code = "content_refused"
    title = "The content is not accepted"


class ProofMissing(Conflict):
    """`looked_at` says where, and what was found there."""

    code = "publisher_proof_missing"
    title = "Nothing shows that this is yours"


class ProofTaken(Conflict):
    code = "publisher_proof_taken"
    title = "Another publisher has shown this to be theirs"


class ProbeFailed(InvalidInput):
    """`probes` says how each sample went, `drift` which tools are not as they were approved."""

    code = "probe_failed"
    title = "The agent did not do well with its own samples"


class ReportedAlready(Conflict):
    code = "reported_already"
    title = "You have reported this before"


class WantedAgentNotFound(NotFound):
    code = "wanted_agent_not_found"
    title = "You have asked for no such agent"


class SubjectNotFound(NotFound):
    code = "subject_not_found"
    title = "There is nothing of that kind with this ID"
