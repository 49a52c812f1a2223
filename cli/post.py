"""The way out for mails: the mail server of the settings, or a folder; rehearsals only a folder."""

from datetime import datetime, timedelta

from cli.desk import Desk, mail_folder
from cli.settings import NO_SENDER
from cli.show import Refused, reason
from notifications.channels import FolderChannel, SmtpChannel, open_channel
from notifications.delivery import RetryTerms
from workflow.dispatch import Dispatched, dispatch

TERMS = RetryTerms(
    tries=8, first_delay=timedelta(minutes=1), factor=3, longest=timedelta(hours=6)
)  # fmt: skip
"""How a mail that did not go out is tried again: for a day, then a person has to look."""


def channel_of(desk: Desk) -> FolderChannel | SmtpChannel:
    """The channel an office's mails go through; Refused if the settings name none that works."""
    if desk.office.rehearsal:
        return FolderChannel(mail_folder(desk.database), sync=False)
    settings = desk.settings
    if settings.smtp_url is None:
        return FolderChannel(settings.mail_folder.absolute())
    if settings.mail_sender == NO_SENDER:
        raise Refused([reason("用邮件服务器发信须设置 KAOHE_MAIL_SENDER 为本单位的发件人地址")])
    try:
        return open_channel(settings.smtp_url)
    except ValueError as error:
        raise Refused([reason(f"KAOHE_SMTP_URL：{error}")]) from None


def send(desk: Desk, channel: FolderChannel | SmtpChannel, at: datetime) -> Dispatched:
    """Send what waits; the channel is closed afterwards."""
    try:
        return dispatch(desk.office, channel, at, terms=TERMS, sender=desk.settings.mail_sender)
    finally:
        channel.close()
