"""What the environment sets: one table of KAOHE_* variables, each with its default and meaning."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.keys import default_key_dir

PREFIX = "KAOHE_"
SECRET = "oidc_client_secret"  # noqa: S105 - the name of it
NO_SENDER = "kaohe@kaohe.invalid"
MEANINGS = {
    "database_url": "数据库：sqlite:///文件路径 或 postgresql://用户@主机/库名",
    "key_dir": "密钥文件夹，与数据库分开保管",
    "public_key": "核对封存记录所用的公钥；不设时用密钥文件夹中的公钥",
    "smtp_url": "邮件服务器 smtp://… 或 smtps://…；不设时邮件存入邮件文件夹",
    "mail_folder": "不用邮件服务器时的邮件文件夹",
    "mail_sender": "发件人地址；用邮件服务器时必须设置",
    "sign_in": "登录的口径：mlps(等级保护：四类字符、90日更换)或 asvs(15位以上、不强制更换)",
    "proxies": "网页前面的反向代理的地址，如 127.0.0.1,10.1.0.0/16；只有它们转述的来访地址才算数",
    "oidc_issuer": "统一身份认证(OpenID Connect)的签发者网址；不设时只用本系统的登录名和密码",
    "oidc_client_id": "在统一身份认证中登记的客户端编号",
    "oidc_client_secret": "在统一身份认证中登记的客户端密钥",
    "oidc_site": "本系统对外的网址，如 https://kaohe.example；登录后从统一身份认证回到这里",
    "oidc_claim": "身份令牌中哪一项是本系统的登录名；设为 email 时按核实过的邮箱对应",
    "oidc_ca": "核对统一身份认证服务器证书用的CA文件；不设时用系统自带的",
    "oidc_title": "登录页上怎样称呼统一身份认证",
    "debug": "设为任意值时，程序出错显示详细信息",
}
"""Every variable, named without KAOHE_ in small letters, and what it means to people."""


class Settings(BaseSettings):
    """The settings of this process; an empty variable counts as not set.

    KAOHE_DATABASE_URL  where the office's data is: sqlite:///file or postgresql://user@host/name
    KAOHE_KEY_DIR       folder of the journal's keys, never derived from the database's name
    KAOHE_PUBLIC_KEY    public key to check checkpoints with; else the one in the key folder
    KAOHE_SMTP_URL      mail server smtp://… or smtps://…; without it mails go into the folder
    KAOHE_MAIL_FOLDER   mail folder (maildir) used without a mail server
    KAOHE_MAIL_SENDER   sender's address of all mails; needed with a mail server
    KAOHE_SIGN_IN       terms of signing in: mlps or asvs
    KAOHE_PROXIES       addresses of the proxies before the web, whose X-Forwarded-For counts
    KAOHE_OIDC_ISSUER         the office's identity provider; with it people may sign in through it
    KAOHE_OIDC_CLIENT_ID      what this system is registered as with it
    KAOHE_OIDC_CLIENT_SECRET  the secret of that registration
    KAOHE_OIDC_SITE           where this system is found, to come back to
    KAOHE_OIDC_CLAIM          the claim that is the login name; email: the verified mail address
    KAOHE_OIDC_CA             file of the certificates by which the provider is known
    KAOHE_OIDC_TITLE          what the provider is called on the sign-in page
    KAOHE_DEBUG         anything: show the traceback of an unforeseen error
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    database_url: str = "sqlite:///kaohe.db"
    key_dir: Path | None = None
    public_key: Path | None = None
    smtp_url: str | None = None
    mail_folder: Path = Path("kaohe-mail")
    mail_sender: str = NO_SENDER
    sign_in: Literal["mlps", "asvs"] = "mlps"
    proxies: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_site: str = ""
    oidc_claim: str = "sub"
    oidc_ca: Path | None = None
    oidc_title: str = "统一身份认证"
    debug: str | None = None

    @property
    def keys(self) -> Path:
        """The folder of the journal's keys, by default in the user's configuration folder."""
        return self.key_dir or default_key_dir()


def listed() -> list[tuple[str, str, str]]:
    """Every variable with its value in force (passwords hidden) and what it means."""
    settings = Settings()
    values = {name: getattr(settings, name) for name in MEANINGS} | {
        "key_dir": settings.keys,
        SECRET: "***" if settings.oidc_client_secret else "",
    }
    return [
        (f"{PREFIX}{name.upper()}", _shown(values[name]), meaning)
        for name, meaning in MEANINGS.items()
    ]


def _shown(value: object) -> str:
    """A value without the password that an address may hold."""
    text = "" if value is None else str(value)
    scheme, mark, rest = text.partition("://")
    account, at, place = rest.rpartition("@")
    if not mark or not at:
        return text
    user = account.partition(":")[0]
    hidden = f"{user}:***" if ":" in account else user
    return f"{scheme}://{hidden}@{place}"
