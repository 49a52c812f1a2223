"""Walking the journal line by line over the pinned pages: what each line says, and whether it fits.

A line is held against the columns it is found by, its values against what it committed to, its
move against the edges of the page that was pinned when its quarter opened, and its version
against the line before it. Whatever a forger may have written comes out as a finding.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from storage.chain import commitment
from storage.journal import FORMAT
from storage.rebuild import Rebuilt
from storage.rows import privacy_of
from storage.stored import Line, Value
from workflow.finding import ADVICE, Finding, place, shown
from workflow.pinned import ILL_FORMED, Page, parsed, pinned_pages

Gaps = Counter[tuple[str, int | None]]
"""How many values were erased, by privacy class and case."""

_TEXTS = itemgetter("alg", "at", "actor", "role", "move", "period", "from", "to", "prev", "outcome")
_NUMBERS = itemgetter("case", "version")
_FOUND_BY = itemgetter("case", "version", "at", "actor", "move", "outcome", "prev")
_COLUMNS = ("case_id", "version", "at", "actor", "move", "outcome", "prev")
_JUST_TEXT, _NUMBER_OR_NONE = {str}, {int, type(None)}


@dataclass(slots=True)
class Standing:
    """Where a case stands on the walk; `page` is None if no page is there to hold it against."""

    stage: str
    version: int
    page: Page | None


class Walk:
    """One chain being walked; collects what does not fit and rebuilds the rows.

    `erased` has the number of the line of each value that was erased; `gaps` says in which privacy
    class and on whose case they were, since what is not known cannot be compared.
    """

    def __init__(self, office: str) -> None:
        self.office = office
        self.rebuilt = Rebuilt()
        self.found: list[tuple[int, Finding]] = []
        self.erased: list[int] = []
        self.gaps: Gaps = Counter()
        self._cases: dict[int, Standing] = {}
        self._pages: dict[tuple[str, Any], Page | None] = {}

    def say(self, kind: str, seq: int, text: str) -> None:
        """Note a finding at a line."""
        sentence = f"“{self.office}”留痕第{seq}行{text}。{ADVICE}"
        self.found.append((seq, Finding(kind, place(self.office, seq), shown(sentence))))

    def take(self, line: Line, values: Iterable[Value]) -> None:
        """Walk one line with the values beside it."""
        told = read_line(line.line)
        if told is None:
            self.say("line", line.seq, "不是规定格式的留痕，该行被改动过")
            return
        right, stored = _FOUND_BY(told), line[1:8]
        if right != stored:
            wrong = [c for c, a, b in zip(_COLUMNS, right, stored, strict=True) if a != b]
            text = f"所存的 {'、'.join(wrong)} 与该行内容不符，检索栏目被改动过"
            self.say("line", line.seq, text)
        done = told["outcome"] == "done"
        for change, genuine in self._changes(line.seq, told, values):
            if done:
                self._apply(line.seq, change, genuine)
        if not done:
            return
        if told["version"] is not None or told["from"] != told["to"]:
            self._step(line.seq, told)

    def _changes(
        self, seq: int, told: Mapping[str, Any], values: Iterable[Value]
    ) -> Iterator[tuple[Any, bool]]:
        """The changes a line tells of, and whether each is the one it committed to."""
        beside = {value.ordinal: value for value in values}
        for ordinal, (privacy, commit) in enumerate(told["commit"]):
            value = beside.pop(ordinal, None)
            what = f"所附第{ordinal + 1}项内容"
            if value is None:
                self.say("value", seq, f"{what}缺失，被删除过")
                continue
            if value.salt == "" and value.value == "" and value.privacy == privacy:
                self.erased.append(seq)
                self.gaps[privacy, told["case"]] += 1
                continue
            genuine = _genuine(told["alg"], value, privacy, commit)
            if not genuine:
                self.say("value", seq, f"{what}与该行的承诺值不符，被改动过")
            if privacy != "told":
                yield _parsed(value.value), genuine
        if beside:
            self.say("value", seq, f"多出{len(beside)}项并非该行所附的内容，是后来插入的")

    def _apply(self, seq: int, change: Any, genuine: bool) -> None:
        try:
            gap = self._may_be_erased(change["table"])
            self.rebuilt.apply(change, seq, gap=gap)
        except ILL_FORMED as error:
            if genuine:
                why = error.args[0] if type(error) is ValueError else "写的不是本系统的记录"
                self.say("value", seq, f"所附内容{why}，该行不是本系统写入的")

    def _may_be_erased(self, table: str) -> bool:
        """Whether a row of a table may have been put by a value that was erased since."""
        return bool(self.erased) and privacy_of(table) in {privacy for privacy, _ in self.gaps}

    def _step(self, seq: int, told: Mapping[str, Any]) -> None:
        """Hold a move against the case as it stands, and move it as the line says."""
        case, version, source, target = told["case"], told["version"], told["from"], told["to"]
        if case is None or version is None:
            self.say("version", seq, "变动了阶段，却没有写明事项和版本号")
            return
        standing = self._cases.get(case)
        if standing is None:
            standing = self._begin(seq, told)
        elif version != standing.version + 1:
            text = f"的版本号是{version}，前一版是{standing.version}，中间有行缺失或者重复"
            self.say("version", seq, text)
        elif source != standing.stage:
            text = f"从阶段“{source}”办起，而该事项当时处于“{standing.stage}”"
            self.say("edge", seq, text)
        elif standing.page and (told["move"], source, target) not in standing.page.edges:
            text = f"的办理“{told['move']}”({source}→{target})不是启动时留存的程序页所允许的"
            self.say("edge", seq, text)
        self._cases[case] = Standing(target, version, standing.page)
        values = {"stage": target, "version": version}
        if source != target:
            values["entered_at"] = told.get("due", told["at"])
        self.rebuilt.move(case, seq, **values)

    def _begin(self, seq: int, told: Mapping[str, Any]) -> Standing:
        """A case seen for the first time: it must begin here, as its page begins."""
        case, target = told["case"], told["to"]
        row = self.rebuilt.tables["appraisal_case"].get((case,))
        page = self._page(seq, told["period"], row.get("procedure") if row else None, target)
        begins = told["version"] == 1 and not told["from"]
        begins = begins and (page is None or told["move"] in page.begun_by)
        if not begins or (row is None and not self._may_be_erased("appraisal_case")):
            text = f"办理的事项{case}此前从未启动，启动的行缺失或者该行是伪造的"
            self.say("version", seq, text)
        elif page and target != page.initial:
            text = f"启动后处于“{target}”，程序页规定从“{page.initial}”开始"
            self.say("edge", seq, text)
        return Standing(target, told["version"], page)

    def _page(self, seq: int, period: str, procedure: Any, stage: str) -> Page | None:
        """The pinned page of a procedure; of a case whose row was erased, the one so begun."""
        place = (period, procedure or stage)
        if place not in self._pages:
            pages = pinned_pages(self.rebuilt, period)
            begun = next((p for p in pages.values() if p.initial == stage), None)
            page = self._pages[place] = pages.get(procedure) if procedure else begun
            if page is None:
                self.say("edge", seq, f"启动{period}时没有留存可用的程序页，无从核对其后的办理")
        return self._pages[place]


def read_line(text: Any) -> dict[str, Any] | None:
    """The content of a line if it is in the journal's form; else None."""
    try:
        told: dict[str, Any] = parsed(text)
        fits = (
            told["v"] == FORMAT
            and told["outcome"] in {"done", "refused"}
            and set(map(type, _TEXTS(told))) == _JUST_TEXT
            and set(map(type, _NUMBERS(told))) <= _NUMBER_OR_NONE
            and type(told.get("due", "")) is str
            and _are_commitments(told["commit"])
        )
    except ILL_FORMED:
        return None
    return told if fits else None


def _are_commitments(listed: Any) -> bool:
    for privacy, commit in listed:
        if type(privacy) is not str or type(commit) is not str:
            return False
    return type(listed) is list


def _genuine(alg: Any, value: Value, privacy: str, commit: str) -> bool:
    try:
        salt = bytes.fromhex(value.salt)
        return bool(
            value.privacy == privacy
            and salt.hex() == value.salt
            and commitment(alg, salt, value.value.encode()) == commit
        )
    except ILL_FORMED:
        return False


def _parsed(text: Any) -> Any:
    try:
        return parsed(text)
    except ILL_FORMED:
        return None
