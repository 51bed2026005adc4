"""Why an organization may not use an agent."""

from hub.kit.errors import Conflict, Forbidden, NotFound, PaymentRequired


class AgentNotFound(NotFound):
    code = "agent_not_found"
    title = "There is no such agent that you can see"


class AgentNotEnabled(Forbidden):
    code = "agent_not_enabled"
    title = "Enable the agent before you use it"


class AgentNotAllowed(Forbidden):
    code = "agent_not_allowed"
    title = "Your API key does not allow this agent"


class AgentBlocked(Forbidden):
    code = "agent_blocked"
    title = "Your organization does not allow this agent"


class ChannelNotAllowed(Forbidden):
    code = "channel_not_allowed"
    title = "The agent may not be used over this channel"


class RunLimitReached(PaymentRequired):
    code = "run_limit_reached"
    title = "The runs that were granted are used up"


class GrantStands(Conflict):
    code = "granted_by_administrator"
    title = "An administrator granted this agent, on terms that stand"


class EnablingNotAllowed(Forbidden):
    code = "enabling_not_allowed"
    title = "Your organization lets only its admins and staff enable agents"


class MeteringNotAllowed(Forbidden):
    code = "metering_not_allowed"
    title = "This agent cannot be used on a credit line here"
