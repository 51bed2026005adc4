"""Every table, imported so that the metadata is whole."""

from hub.agents import models as agents
from hub.agents import rollout_models as agents_rollouts
from hub.audit import models as audit
from hub.billing import alert_models as billing_alerts
from hub.billing import asking_models as billing_asking
from hub.billing import catalog_models as billing_catalog
from hub.billing import models as billing
from hub.billing import order_models as billing_orders
from hub.billing import reconciliation_models as billing_reconciliation
from hub.billing import refund_asking_models as billing_refunds
from hub.billing import subscription_models as billing_subscriptions
from hub.configuration import models as configuration
from hub.credits import models as credits_
from hub.entitlements import models as entitlements
from hub.identity import models as identity
from hub.identity.directory import models as directory
from hub.identity.external import models as external
from hub.identity.joinable import models as joinable
from hub.identity.oauth import models as oauth
from hub.identity.sso import models as sso
from hub.identity.support import models as support
from hub.kit import tables
from hub.kit.db import metadata
from hub.kit.vault import models as vault
from hub.marketplace import models as marketplace
from hub.marketplace import outcome_models as marketplace_outcomes
from hub.marketplace import review_models as marketplace_reviews
from hub.marketplace.discovery import models as marketplace_discovery
from hub.marketplace.media import models as marketplace_media
from hub.marketplace.wanted import models as marketplace_wanted
from hub.notifications import models as notifications
from hub.runs import models as runs
from hub.runs.comparing import models as runs_comparing
from hub.runs.trying import models as runs_trying
from hub.tools import models as tools

DOMAINS = (
    *(
        agents,
        audit,
        billing,
        billing_alerts,
        billing_asking,
        billing_catalog,
        billing_orders,
        billing_reconciliation,
        billing_refunds,
        billing_subscriptions,
        configuration,
        credits_,
        directory,
        entitlements,
        external,
        identity,
        marketplace,
        notifications,
        oauth,
        runs,
        joinable,
        support,
        tables,
        tools,
    ),
    agents_rollouts,
    sso,
    vault,
    marketplace_discovery,
    marketplace_media,
    marketplace_outcomes,
    marketplace_wanted,
    marketplace_reviews,
    runs_trying,
    runs_comparing,
)
TABLES = metadata
