"""What can go wrong with the configuration of the platform."""

from hub.kit.errors import Conflict, InvalidInput, NotFound


class SettingUnknown(InvalidInput):
    code = "setting_unknown"
    title = "There is no such setting that changes while the hub runs"


class SettingLocked(Conflict):
    code = "setting_locked"
    title = "The environment sets this"


class DraftNotFound(NotFound):
    code = "draft_not_found"
    title = "There is no such draft that waits to be applied"


class VersionUnknown(NotFound):
    code = "configuration_version_not_found"
    title = "There is no such version of the configuration"


class ConfigurationMoved(Conflict):
    """Somebody applied something else since the draft was made."""

    code = "configuration_moved"
    title = "The configuration has changed since"


class JobNotFound(NotFound):
    code = "job_not_found"
    title = "No worker has a job by this name"


class JobNotOnRequest(Conflict):
    code = "job_not_on_request"
    title = "The job comes round by itself"
