"""Who a person is in the scheme, and what people call it (R25, R28)."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Who a person is in the scheme; held for dated intervals (R25, R28)."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MEMBER = "member"
    CHAIR = "chair"
    DEPUTY = "deputy"
    OFFICE = "office"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    CLOCK = "clock"


ROLE_TITLES: Mapping[Role, str] = {
    Role.OFFICER: "被考核公务员",
    Role.SUPERVISOR: "分管领导",
    Role.MEMBER: "领导小组成员",
    Role.CHAIR: "组长",
    Role.DEPUTY: "副组长",
    Role.OFFICE: "考核办",
    Role.AUDITOR: "监督人员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全保密管理员",
    Role.CLOCK: "到期处理",
}
