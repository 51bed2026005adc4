"""Amazon Q Business: conversations with an application over a company's own content."""

from collections.abc import Mapping

from providers.amazon_q.adapter import AmazonQAdapter, AmazonQSettings
from providers.aws import aws_settings
from providers.settings import own_models, required

__all__ = ["AmazonQAdapter", "AmazonQSettings", "build"]


def build(environment: Mapping[str, str]) -> AmazonQAdapter:
    return AmazonQAdapter(
        AmazonQSettings(
            aws=aws_settings(environment, "AWS_ENDPOINT_URL_QBUSINESS"),
            application_id=required(environment, "AMAZON_Q_APPLICATION_ID"),
            user_id=environment.get("AMAZON_Q_USER_ID"),
            models=own_models(environment, "amazon_q"),
        )
    )
