"""An event in the words of two formats that security systems read.

CEF 0 (ArcSight Common Event Format, revision 25) and OCSF 1.3 (https://schema.ocsf.io).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

Event = Mapping[str, Any]
_VENDOR: Final = "Laelia"
_PRODUCT: Final = "Laelia Hub"
_OCSF_VERSION: Final = "1.3.0"
_ACCOUNT: Final = (3001, "Account Change")
_AUTHENTICATION: Final = (3002, "Authentication")
_MANAGEMENT: Final = (3004, "Entity Management")
_OTHER: Final = (99, "Other")
_VERBS: Final = {
    "created": (1, "Create"),
    "made": (1, "Create"),
    "added": (1, "Create"),
    "opened": (1, "Create"),
    "registered": (1, "Create"),
    "granted": (1, "Create"),
    "exported": (2, "Read"),
    "removed": (4, "Delete"),
    "revoked": (4, "Delete"),
    "ended": (4, "Delete"),
}
_SESSIONS: Final = {
    "started": (1, "Logon"),
    "switched": (1, "Logon"),
    "ended": (2, "Logoff"),
}
_ACCOUNTS: Final = {
    "signed_up": (1, "Create"),
    "set_up": (1, "Create"),
    "password_changed": (3, "Password Change"),
    "removed": (6, "Delete"),
}
_UPDATE: Final = (3, "Update")


def severity(event: Event) -> int:
    """On CEF's scale of 0 to 10: what failed, what the platform did, and what ends something."""
    if event["outcome"] != "success":
        return 6
    if event["as_platform"]:
        return 5
    return 4 if event["target_type"] in ("api_key", "member", "credential", "provider_key") else 2


def cef(event: Event) -> str:
    """One line. Absent fields are left out."""
    head = [
        "CEF:0",
        *(_cef_head(word) for word in (_VENDOR, _PRODUCT, "1", event["action"], event["action"])),
        str(severity(event)),
    ]
    said = {
        "rt": _milliseconds(event),
        "externalId": event["id"],
        "outcome": event["outcome"],
        "act": event["action"],
        "suid": event["actor_id"],
        "suser": event["actor_type"],
        "src": event["address"],
        "requestClientApplication": event["user_agent"],
        "cs1Label": "organization",
        "cs1": event["org_id"],
        "cs2Label": "target",
        "cs2": _target(event),
        "cs3Label": "before",
        "cs3": event["before"],
        "cs4Label": "after",
        "cs4": event["after"],
        "cs5Label": "request",
        "cs5": event["request_id"],
        "cs6Label": "hash",
        "cs6": event["hash"],
        "cn1Label": "seq",
        "cn1": event["seq"],
    }
    for label in [name for name in said if name.endswith("Label")]:
        if said[label.removesuffix("Label")] is None:
            del said[label]
    pairs = (f"{name}={_cef_value(str(v))}" for name, v in said.items() if v is not None)
    return "|".join(head) + "|" + " ".join(pairs)


def _cef_head(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("\r", " ")


def _cef_value(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("=", "\\=")
    return escaped.replace("\r", "\\r").replace("\n", "\\n")


def ocsf(event: Event) -> dict[str, Any]:
    (class_uid, class_name), (activity_id, activity) = _ocsf_class(event)
    failed = event["outcome"] != "success"
    actor: dict[str, Any] = {"user": {"uid": event["actor_id"], "type": event["actor_type"]}}
    if event["credential_id"] is not None:
        actor["session"] = {"uid": event["credential_id"]}
    found: dict[str, Any] = {
        "category_uid": 3,
        "category_name": "Identity & Access Management",
        "class_uid": class_uid,
        "class_name": class_name,
        "activity_id": activity_id,
        "activity_name": activity,
        "type_uid": class_uid * 100 + activity_id,
        "severity_id": 3 if failed else 1,
        "status_id": 2 if failed else 1,
        "status": "Failure" if failed else "Success",
        "time": _milliseconds(event),
        "message": event["action"],
        "actor": actor,
        "metadata": {
            "version": _OCSF_VERSION,
            "uid": event["id"],
            "sequence": event["seq"],
            "correlation_uid": event["request_id"],
            "tenant_uid": event["org_id"],
            "product": {"name": _PRODUCT, "vendor_name": _VENDOR},
        },
        "unmapped": {"as_platform": event["as_platform"], "hash": event["hash"]},
    }
    if event["address"] is not None:
        found["src_endpoint"] = {"ip": event["address"]}
    if event["user_agent"] is not None:
        found["http_request"] = {"user_agent": event["user_agent"]}
    return found | _ocsf_target(event, class_uid)


def _ocsf_class(event: Event) -> tuple[tuple[int, str], tuple[int, str]]:
    verb = event["action"].partition(".")[2]
    if verb == "sign_in_refused":
        return _AUTHENTICATION, _SESSIONS["started"]
    if event["target_type"] == "session":
        return _AUTHENTICATION, _SESSIONS.get(verb, _OTHER)
    if event["target_type"] in ("user", "member"):
        return _ACCOUNT, _ACCOUNTS.get(verb, _OTHER)
    return _MANAGEMENT, _VERBS.get(verb, _UPDATE)


def _ocsf_target(event: Event, class_uid: int) -> dict[str, Any]:
    if event["target_type"] == "session":
        return {"user": {"uid": event["actor_id"]}, "session": {"uid": event["target_id"]}}
    if class_uid in (_AUTHENTICATION[0], _ACCOUNT[0]):
        return {"user": {"uid": event["target_id"]}}
    entity: dict[str, Any] = {"uid": event["target_id"], "type": event["target_type"]}
    if event["before"] is not None:
        entity["data"] = msgspec.json.decode(event["before"])
    if event["after"] is None:
        return {"entity": entity}
    result = {"uid": event["target_id"], "type": event["target_type"]}
    result["data"] = msgspec.json.decode(event["after"])
    return {"entity": entity, "entity_result": result}


def _target(event: Event) -> str:
    return f"{event['target_type']}:{event['target_id'] or ''}"


def _milliseconds(event: Event) -> int:
    return round(datetime.fromisoformat(event["occurred_at"]).timestamp() * 1000)
