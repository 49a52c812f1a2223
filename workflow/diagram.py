"""The procedure as a picture, drawn from its page; the README shows it and a test holds it."""

from rules.nouns import ROLE_TITLES
from workflow.procedure import Move, Procedure


def mermaid(page: Procedure) -> str:
    """The page as a mermaid state diagram: stages, and the moves between them with who makes them.

    Moves that leave the stage as it is are listed inside it by `moves_within`, not drawn.
    """
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{s.title} {s.id}" as {s.id}' for s in page.stages]
    lines.append(f"    [*] --> {page.initial}")
    between: dict[tuple[str, str], list[str]] = {}
    for move in page.moves:
        for route in move.routes:
            if route.source != route.target:
                labels = between.setdefault((route.source, route.target), [])
                if (label := _label(move)) not in labels:
                    labels.append(label)
    lines += [f"    {a} --> {b}: {' / '.join(labels)}" for (a, b), labels in between.items()]
    lines += [f"    {s.id} --> [*]" for s in page.stages if s.final]
    return "\n".join(lines) + "\n"


def _label(move: Move) -> str:
    who = "、".join(ROLE_TITLES[r] for r in move.by)
    return f"{move.title}({who})" if who else move.title


def moves_within(page: Procedure) -> list[tuple[str, str, str]]:
    """What people may do without leaving a stage: (stage title, move title, who)."""
    found = []
    for stage in page.stages:
        for move in page.moves:
            if move.by and any(r.source == r.target == stage.id for r in move.routes):
                who = "、".join(ROLE_TITLES[r] for r in move.by)
                found.append((stage.title, move.title, who))
    return found
