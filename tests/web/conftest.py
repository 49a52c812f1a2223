"""The street office on the web: three officers, their leader, the group and its office."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from rules.sign_in import PROFILES
from tests.rehearsal import GROUP, Part, Rehearsal, Template, at, cast, officers
from tests.web.office import LOOP, Web
from tests.web.provider import Identity, Office, listening

PEOPLE = cast(
    *officers(2), Part("o3", ("officer",), "sun", "民生办"), *GROUP, Part("qian", ("auditor",)),
    Part("shi", ("administrator",)), Part("fang", ("security_administrator",)),
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _loop() -> Iterator[None]:
    """One event loop for all the requests of a session, as a server has one."""
    with start_blocking_portal() as running:
        LOOP["running"] = running
        yield
        LOOP.clear()


def opened_office(house: Rehearsal) -> None:
    """Bring an office to the second working day of its quarter."""
    house.run_to(at("07-02T09:00"))


def street_on(dialect: str, folders: pytest.TempPathFactory) -> Template:
    """The office on the second working day of its quarter, on one of the databases."""
    return Template(dialect, folders.mktemp("web"), PEOPLE, opened_office)


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office on the database that is embedded."""
    return street_on("sqlite", tmp_path_factory)


@pytest.fixture
def web(street: Template) -> Iterator[Web]:
    """A copy of the office, on the web."""
    with street.rehearsal() as house:
        yield Web(house)


@pytest.fixture(scope="session")
def identity() -> Iterator[Identity]:
    """A provider of OpenID Connect on loopback."""
    with listening(Identity(lambda: 0.0)) as made:
        yield made


@pytest.fixture
def office(street: Template, identity: Identity) -> Iterator[Office]:
    """The office; its provider says that o1 sits at the browser."""
    with street.rehearsal() as copy:
        house = Web(copy, profile=PROFILES["mlps"])

        def now() -> float:
            return house.present.timestamp()

        fresh = Identity(now, {"sub": "o1"})
        identity.__dict__.update({**fresh.__dict__, "issuer": identity.issuer})
        house.site.door.give_password(copy.played.ids["o1"], house.present)
        yield Office(house, identity)
