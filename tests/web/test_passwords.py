"""Which passwords are taken, and from which address a request comes."""

import pytest

from rules.sign_in import PROFILES, faults_of, is_common
from web.address import address_of, networks


@pytest.mark.parametrize(
    ("peer", "said", "found"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("10.1.0.2", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.0.2", ["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
        ("10.1.0.2", ["192.0.2.1", "203.0.113.9, 10.1.0.3"], "203.0.113.9"),
        ("10.1.0.2", ["nonsense"], "10.1.0.2"),
        ("::ffff:10.1.0.2", ["2001:db8::1"], "2001:db8::1"),
        ("testclient", ["203.0.113.9"], "testclient"),
    ],
)
def test_only_what_a_trusted_proxy_wrote_tells_where_a_request_comes_from(
    peer: str, said: list[str], found: str
) -> None:
    assert address_of(peer, said, networks("10.1.0.0/16")) == found


COMMON = (
    "Password1!", "P@ssw0rd2024", "Admin@123", "Huawei@123", "Aa123456!", "Qwer1234!",
    "Woaini1314!", "1qaz@WSX", "aaaaaaaa", "abcabcabcabcabcabc", "qwertyuiopasdfghjkl",
    "9876543210", "Jining@2026",
)  # fmt: skip


@pytest.mark.parametrize("word", COMMON)
def test_what_guessers_try_first_is_no_password(word: str) -> None:
    assert is_common(word.casefold())


@pytest.mark.parametrize(
    "word",
    [
        "Tu4-Fenghuang",
        "839201748261940",
        "long enough and mine alone",
        "山高水长，风清气正，知行合一！",
    ],
)
def test_what_nobody_guesses_is_a_password(word: str) -> None:
    assert not is_common(word.casefold())


@pytest.mark.parametrize(
    ("profile", "word", "taken"),
    [
        ("mlps", "Ab3-efg", False),
        ("mlps", "Ab3-efgh", True),
        ("mlps", "abcd-ef9h", False),
        ("asvs", "nvbqwpzkrtycgm", False),
        ("asvs", "nvbqwpzkrtycgmx", True),
        ("asvs", "x" * 4096, False),
        ("asvs", "山高水长风清气正知行合一万里路", True),
        ("asvs", "😀🐉 emoji and 汉字 both count", True),
        ("mlps", "Lisi-o1-Zhang3", True),
        ("mlps", "Zhangwei-77x", False),
        ("asvs", "a line\nwith a break in it", False),
    ],
)  # fmt: skip
def test_each_profile_takes_what_its_terms_allow(profile: str, word: str, taken: bool) -> None:
    faults = faults_of(word, PROFILES[profile], ("zhangwei", "张伟", "洸河街道"))
    assert (not faults) is taken
