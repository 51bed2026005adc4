"""The key service that the settings name."""

from pydantic import SecretStr

from hub.kit.clock import system_clock
from hub.kit.settings import Keys, Settings
from hub.kit.vault import LocalMasters, MasterKeys
from hub.kit.vault.aws import AwsCredentials, AwsMasters
from hub.kit.vault.azure import IDENTITY as AZURE_IDENTITY
from hub.kit.vault.azure import AzureCredentials, AzureMasters
from hub.kit.vault.transit import TransitMasters


class SettingMissingError(RuntimeError):
    code = "setting_missing"


def master_keys(settings: Settings) -> MasterKeys:
    """What wraps the keys of organizations.

    Raises:
        SettingMissingError: a key service is named without the token for it.
    """
    keys = settings.keys
    if keys.transit_url is not None:
        token = _secret(keys.transit_token, "TRANSIT_TOKEN")
        return TransitMasters(
            keys.transit_url, token, mount=keys.transit_mount, key=keys.transit_key
        )
    if keys.aws_key is not None:
        secret = _secret(keys.aws_secret_access_key, "AWS_SECRET_ACCESS_KEY")
        credentials = AwsCredentials(keys.aws_access_key_id or "", secret)
        url = keys.aws_url or f"https://kms.{keys.aws_region}.amazonaws.com"
        return AwsMasters(url, keys.aws_region, keys.aws_key, credentials, system_clock)
    if keys.azure_vault_url is not None:
        return _azure(keys, keys.azure_vault_url)
    return LocalMasters(settings.home / "secrets")


def _azure(keys: Keys, vault: str) -> AzureMasters:
    if keys.azure_client_secret is None:
        own = AzureCredentials(keys.azure_client_id, None, AZURE_IDENTITY)
    else:
        if keys.azure_tenant is None or keys.azure_client_id is None:
            raise SettingMissingError(
                "LAELIA_KEYS__AZURE_TENANT and …__AZURE_CLIENT_ID go with the client's secret."
            )
        url = f"{keys.azure_authority.rstrip('/')}/{keys.azure_tenant}/oauth2/v2.0/token"
        secret = keys.azure_client_secret.get_secret_value()
        own = AzureCredentials(keys.azure_client_id, secret, url)
    return AzureMasters(vault, keys.azure_key, own, system_clock)


def _secret(given: SecretStr | None, name: str) -> str:
    if given is None:
        raise SettingMissingError(f"LAELIA_KEYS__{name} is not set; the key service needs it.")
    return given.get_secret_value()
