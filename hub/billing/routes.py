"""Every route of this domain."""

from hub.billing.alert_endpoints import router as alerting
from hub.billing.asking_endpoints import router as asking
from hub.billing.buying_endpoints import router as buying
from hub.billing.console_endpoints import router as console
from hub.billing.earning_endpoints import router as earning
from hub.billing.metered_endpoints import router as metering
from hub.billing.reconciling_endpoints import router as reconciling
from hub.billing.refund_asking_endpoints import router as refund_asking
from hub.billing.sales_endpoints import router as sales
from hub.billing.selling_endpoints import router as selling
from hub.billing.subscription_endpoints import router as subscribing

routers = (
    selling,
    buying,
    subscribing,
    earning,
    asking,
    refund_asking,
    console,
    sales,
    reconciling,
    metering,
    alerting,
)
