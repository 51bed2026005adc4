"""Why an organization may not use an agent."""

from hub.kit.errors import Forbidden, NotFound, PaymentRequired


class AgentNotFound(NotFound):
    code = "agent_not_found"
    title = "There is no such agent that you can see"


class AgentNotEnabled(Forbidden):
    code = "agent_not_enabled"
    title = "Enable the agent before you use it"


class AgentNotAllowed(Forbidden):
    code = "agent_not_allowed"
    title = "Your API key does not allow this agent"


class ChannelNotAllowed(Forbidden):
    code = "channel_not_allowed"
    title = "The agent may not be used over this channel"


class RunLimitReached(PaymentRequired):
    code = "run_limit_reached"
    title = "The runs that were granted are used up"
