"""A played office on the web, in which people go by links alone from their home page to forms."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from rules.sign_in import PROFILES
from storage.imagine import imagined
from tests.exhaustive.explorer import replace_store
from tests.rehearsal import Rehearsal
from tests.web.album import Album
from tests.web.leaves import Form, Leaf
from tests.web.office import Browser, Web
from web.site import Site
from workflow.play import Played

HOME = "/"
BARRED = "现在提交会被拒绝"
DOCUMENT = {"document": "洸办字〔2026〕3号"}
LIST = re.compile(r"/[a-z-]+")
"""What stands in the menu: no file, nothing asked for."""
IsForm = Callable[[str], bool]


class Way(NamedTuple):
    """The pages somebody comes by, and the form that stands on the last of them."""

    pages: tuple[str, ...]
    form: Form
    barred: bool

    @property
    def clicks(self) -> int:
        """How many links were followed."""
        return len(self.pages) - 1


@dataclass
class Walker:
    """Everybody of a played office with a browser each; what was opened at an instant is kept."""

    played: Played
    album: Album = field(default_factory=Album)
    web: Web = field(init=False)
    _browsers: dict[str, Browser] = field(default_factory=dict)
    _leaves: dict[tuple[str, str], Leaf] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the office on the web."""
        self.web = Web(Rehearsal(self.played), PROFILES["asvs"])

    def at(self, now: datetime) -> None:
        """Let it be another time: what was opened before is not what would be shown."""
        self.web.now = now
        self._leaves.clear()

    def leaf(self, who: str, path: str) -> Leaf:
        """A page as somebody is shown it; where it leads on by itself, they are led on."""
        place = who, path.partition("#")[0]
        if place not in self._leaves:
            answer = self._browser(who).get(place[1], follow_redirects=True)
            leaf = self._leaves[place] = Leaf(answer.status_code, answer.text)
            self.album.keep(self.played, who, answer.url.path, self.web.now, leaf)
        return self._leaves[place]

    def way(
        self, who: str, is_form: IsForm, move: str, near: tuple[str, ...], clicks: int
    ) -> Way | None:
        """The way from somebody's home page to the form of a move, by links alone.

        `is_form` says of an address whether the form may stand there; `near` are the addresses of
        what it is about, which are looked at before others, so that few pages are opened.
        """
        ways: list[tuple[str, ...]] = [(HOME,)]
        seen = {HOME}
        while ways:
            way = ways.pop(0)
            for link in self.leaf(who, way[-1]).links:
                if is_form(link) and (found := self._arrived(who, (*way, link), move)):
                    return found
                listed = len(way) == 1 and LIST.fullmatch(link)
                if len(way) < clicks and link not in seen and (link in near or listed):
                    ways.append((*way, link))
                    seen.add(link)
            ways.sort(key=lambda way: way[-1] not in near)
        return None

    def way_from(self, who: str, links: list[str], is_form: IsForm, move: str) -> Way | None:
        """The way to the form of a move that begins at some links of somebody's home page."""
        ways = [(HOME, link) for link in links]
        ways += [(*way, link) for way in ways for link in self.leaf(who, way[-1]).links]
        found = (self._arrived(who, way, move) for way in ways if is_form(way[-1]))
        return next((way for way in found if way), None)

    def made(self, who: str, form: Form, data: Mapping[str, Any]) -> Any:
        """What comes of a form that somebody fills in and sends; nothing of it remains.

        Where what was filled in is shown before it is entered, that is sent as well.
        """
        client = self._browser(who).client
        with self._imagining():
            answer = client.post(form.action, data=form.filled(data))
            shown = Leaf(answer.status_code, answer.text).form(form.action, "")
            if answer.status_code == 200 and shown and "step" in shown.fields:
                return client.post(shown.action, data=shown.filled(DOCUMENT))
            return answer

    def _browser(self, who: str) -> Browser:
        if who not in self._browsers:
            self._browsers[who] = self.web.browser(who)
        return self._browsers[who]

    def _arrived(self, who: str, pages: tuple[str, ...], move: str) -> Way | None:
        leaf = self.leaf(who, pages[-1])
        form = leaf.form(pages[-1].partition("?")[0].partition("#")[0], move)
        if leaf.status != 200 or form is None:
            return None
        return Way(pages, form, BARRED in leaf.text)

    @contextmanager
    def _imagining(self) -> Iterator[None]:
        """Whatever is sent meanwhile is taken back."""
        state, office = self.web.app.state, self.web.site.office
        site = state.site
        with imagined(office.store.database) as database:
            there = replace_store(office, replace(office.store, database=database))
            state.site = Site(there, site.profile, now=site.now, present=site.present)
            try:
                yield
            finally:
                state.site = site
