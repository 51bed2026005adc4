"""One email over any SMTP server. Blocks: call it in a thread."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from hub.kit.settings import Mail
from hub.notifications.letters import html_of


class MailNotSent(Exception):
    """`lasting`: to try again would change nothing."""

    def __init__(self, why: str, *, lasting: bool) -> None:
        super().__init__(why)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    recipient: str
    subject: str
    body: str
    written_at: datetime


class Post:
    """The server of these settings, over a connection for each letter."""

    def __init__(self, settings: Mail) -> None:
        self._settings = settings
        self._tls = ssl.create_default_context(cafile=settings.ca_file)

    def send(self, letter: Letter) -> None:
        """Raises:
        MailNotSent: the server did not take it, or is not there.
        """
        try:
            with self._connected() as server:
                server.send_message(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code, said) from error
        except smtplib.SMTPAuthenticationError as error:
            # The operator's to mend, and then it is sent
            raise MailNotSent(f"{error.smtp_code}: the credentials do", lasting=False) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotSent(str(error) or type(error).__name__, lasting=False) from error

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        assert settings.host is not None
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout_s, context=self._tls
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        try:
            if settings.security == "starttls":
                server.starttls(context=self._tls)  # a server without it is refused
            if settings.username is not None and settings.password is not None:
                server.login(settings.username, settings.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        sender = str(self._settings.sender)
        message = EmailMessage()
        message["From"] = formataddr((self._settings.sender_name, sender))
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        # The same each time it is tried: who gets it twice can tell
        message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        message.add_alternative(html_of(letter.subject, letter.body), subtype="html")
        return message


def _refused(code: int, said: bytes | str) -> MailNotSent:
    text = said.decode("utf-8", errors="replace") if isinstance(said, bytes) else said
    return MailNotSent(f"{code} {' '.join(text.split())[:200]}", lasting=500 <= code < 600)
