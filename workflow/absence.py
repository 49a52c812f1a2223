"""The moves by which people stand in for one another or leave a file (R32).

They stand on other pages: delegates on that of the office's quarter, kinship and recusal on that
of an officer's appraisal, in whatever stage it is.
"""

from rules.guards.absence import named
from rules.inputs.absence import (
    ApplyRecusal,
    AppointDelegate,
    DecideRecusal,
    DeclareRelation,
    EndDelegation,
)
from rules.inputs.given import Reason
from rules.nouns import Role
from workflow.effects import absence
from workflow.procedure import Move, stay

CHAIR = (Role.CHAIR,)
ANYONE = (
    Role.OFFICER, Role.SUPERVISOR, Role.OFFICE, Role.MEMBER, Role.CHAIR, Role.DEPUTY,
)  # fmt: skip


def delegates(*stages: str) -> tuple[Move, ...]:
    """Appointing and ending delegates, in these stages of the office's quarter."""
    return (
        Move(
            "appoint_delegate",
            "指定受托代签人",
            CHAIR,
            stay(*stages),
            AppointDelegate,
            (
                "delegate_people",
                "delegate_interval",
                "delegate_covers",
                "delegate_unrelated",
                "delegate_once",
            ),
            absence.appoint,
            cohort=frozenset(),
            about=named,
        ),
        Move(
            "end_delegation",
            "终止受托代签",
            CHAIR,
            stay(*stages),
            EndDelegation,
            ("delegation_running",),
            absence.end,
        ),
    )


def recusals(*stages: str) -> tuple[Move, ...]:
    """Kinship and recusal, in these stages of a file."""
    return (
        Move(
            "declare_relation",
            "申报亲属关系",
            ANYONE,
            stay(*stages),
            DeclareRelation,
            ("relation_parties", "relation_new"),
            absence.declare_relation,
            declares=True,
        ),
        Move(
            "apply_recusal",
            "申请回避",
            ANYONE,
            stay(*stages),
            ApplyRecusal,
            ("recusal_person", "recusal_open"),
            absence.apply,
            frozenset({"recusals"}),
            declares=True,
        ),
        Move(
            "recuse",
            "自行回避",
            ANYONE[1:],
            stay(*stages),
            Reason,
            ("recusal_open",),
            absence.recuse,
            frozenset({"recusals"}),
            declares=True,
        ),
        Move(
            "decide_recusal",
            "决定回避",
            CHAIR,
            stay(*stages),
            DecideRecusal,
            ("recusal_person", "recusal_open"),
            absence.decide,
            frozenset({"recusals"}),
            about=named,
        ),
    )
