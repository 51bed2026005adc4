"""Models on Amazon Bedrock over its Converse API, and Titan embeddings."""

from collections.abc import Mapping

from providers.aws import aws_settings
from providers.bedrock.adapter import BedrockAdapter, BedrockSettings
from providers.settings import own_models

__all__ = ["BedrockAdapter", "BedrockSettings", "build"]


def build(environment: Mapping[str, str]) -> BedrockAdapter:
    return BedrockAdapter(
        BedrockSettings(
            aws=aws_settings(environment, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME"),
            models=own_models(environment, "bedrock"),
        )
    )
