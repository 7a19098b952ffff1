import json
import random
import stat
import sys
from pathlib import Path

import pytest

from perfdesk.domain.errors import UserError
from perfdesk.files import canonical, keycard, keys

OFFICE = "530402"


def never():
    raise AssertionError("no password is needed here")


def test_a_key_signs_and_is_found_again(profile):
    made = keys.create(OFFICE, lambda: "")
    again = keys.load(OFFICE, never)
    assert again.public == made.public
    assert keys.verify(made.public, again.sign(b"x"), b"x")
    assert not keys.verify(made.public, again.sign(b"x"), b"y")
    assert not keys.verify(b"short", b"x", b"y")
    assert "没有口令" in again.words
    with pytest.raises(UserError, match="已有"):
        keys.create(OFFICE, never)
    assert sorted(path.name for path in (profile / "keys").iterdir()) == ["530402.key"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it under DPAPI")
def test_only_the_owner_may_enter_the_folder(profile):
    keys.create(OFFICE, lambda: "")
    assert stat.S_IMODE((profile / "keys").stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps it under DPAPI")
def test_with_a_password_the_file_does_not_hold_the_secret(profile):
    made = keys.create(OFFICE, lambda: "县局口令 1")
    document = json.loads((profile / "keys" / "530402.key").read_text())
    assert document["protection"] == "scrypt"
    assert document["cost"] == 2**17
    assert keys.load(OFFICE, lambda: "县局口令 1").sign(b"x") == made.sign(b"x")
    for wrong in ("", "县局口令 2", "县局口令1"):
        with pytest.raises(UserError, match="口令不对"):
            keys.load(OFFICE, lambda wrong=wrong: wrong)


def test_a_damaged_key_is_said_to_be_damaged(profile):
    keys.create(OFFICE, lambda: "")
    path = profile / "keys" / "530402.key"
    good = path.read_bytes()
    document = json.loads(good)
    other = keys.create("530403", lambda: "")
    for bad in (
        b"",
        b"{}",
        good[:-10],
        good.replace(b"530402", b"530403"),
        canonical.dump({**document, "public": other.public.hex()}),
        canonical.dump({**document, "protection": "scrypt", "cost": 2**40, "salt": "00", "nonce": "00"}),
        canonical.dump({**document, "protection": "scrypt", "cost": 1, "salt": "00", "nonce": "00"}),
        canonical.dump({**document, "protection": "dpapi"}),
        canonical.dump({**document, "protection": "none"}),
        canonical.dump({**document, "secret": 5}),
    ):
        path.write_bytes(bad)
        with pytest.raises(UserError, match="密钥文件"):
            keys.load(OFFICE, lambda: "x")
    path.unlink()
    with pytest.raises(UserError, match="本机没有"):
        keys.load(OFFICE, never)


def test_the_fingerprint_is_sixteen_groups_and_three_of_them_confirm():
    public = bytes(range(32))
    groups = keys.groups(public)
    assert "".join(groups) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    assert keys.confirmed(public, f"{groups[0]} {groups[5]} {groups[10]}")
    assert keys.confirmed(public, f"  {groups[0].upper()}  {groups[5]}\t{groups[10]} ")
    for wrong in (
        "",
        groups[0],
        " ".join(groups),
        f"{groups[5]} {groups[0]} {groups[10]}",
        f"{groups[0]}{groups[5]}{groups[10]}",
    ):
        assert not keys.confirmed(public, wrong)


def test_a_thousand_wrong_fingerprints_confirm_nothing():
    public = bytes(range(32))
    right = [keys.groups(public)[at] for at in (0, 5, 10)]
    chance = random.Random(7)  # noqa: S311 - which digit is mistyped
    for _ in range(1000):
        typed = list(right)
        at, place = chance.randrange(3), chance.randrange(4)
        digit = chance.choice([char for char in "0123456789abcdef" if char != typed[at][place]])
        typed[at] = typed[at][:place] + digit + typed[at][place + 1 :]
        assert not keys.confirmed(public, " ".join(typed))


def test_issued_numbers_are_remembered_by_series(profile):
    assert keys.issued(OFFICE, "package:2023:annual").number == 0
    keys.remember(OFFICE, "package:2023:annual", keys.Issued(3, "ab"))
    keys.remember(OFFICE, "package:2023:target", keys.Issued(1, "cd"))
    assert keys.issued(OFFICE, "package:2023:annual") == keys.Issued(3, "ab")
    assert keys.issued("530403", "package:2023:annual") == keys.Issued()
    (profile / "keys" / "530402.issued").write_bytes(b'{"package:2023:annual":{"number":9')
    with pytest.raises(UserError, match="编号记录"):
        keys.issued(OFFICE, "package:2023:annual")
    (profile / "keys" / "530402.issued").write_bytes(b'{"package:2023:annual":{"nummer":9}}')
    with pytest.raises(UserError, match="编号记录"):
        keys.issued(OFFICE, "package:2023:annual")


def test_a_profile_that_cannot_be_made_is_said_in_words(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PERFDESK_PROFILE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="个人文件夹"):
        keys.create(OFFICE, lambda: "")


def test_without_the_variable_the_profile_is_the_user_s_own(monkeypatch):
    monkeypatch.delenv("PERFDESK_PROFILE")
    assert keys.profile().name == "perfdesk"
    assert keys.profile().is_relative_to(Path.home())


# ------------------------------------------------------------------ the card
def card_file(tmp_path):
    key = keys.create(OFFICE, lambda: "")
    card = keycard.Card(OFFICE, "红塔区财政局", "county", key.public)
    path = tmp_path / "红塔.pdkey"
    path.write_bytes(keycard.write(card, key))
    return path, card, key


def test_a_card_is_read_as_it_was_written(tmp_path):
    path, card, _ = card_file(tmp_path)
    assert keycard.read(path) == card


def test_no_bit_of_a_card_may_change(tmp_path):
    path, _, _ = card_file(tmp_path)
    good = path.read_bytes()
    for position in range(len(good) * 8):
        bad = bytearray(good)
        bad[position // 8] ^= 1 << position % 8
        path.write_bytes(bad)
        with pytest.raises(UserError) as caught:
            keycard.read(path)
        assert caught.value.code in {"E_KEYCARD", "E_VERSION"}


def test_a_card_of_a_stranger_or_of_a_newer_program_is_refused(tmp_path):
    path, card, key = card_file(tmp_path)
    other = keys.create("530403", lambda: "")
    path.write_bytes(keycard.write(card, other))
    with pytest.raises(UserError, match="不是密钥卡"):
        keycard.read(path)
    path.write_bytes(keycard.write(card, key).replace(b'"version":1', b'"version":2'))
    with pytest.raises(UserError, match="较新"):
        keycard.read(path)
    for bad in (b"", b"[]", b"null", b'{"version":1}', b"[" * 9000, b"\xff"):
        path.write_bytes(bad)
        with pytest.raises(UserError, match="不是密钥卡"):
            keycard.read(path)
    with pytest.raises(UserError, match="无法读取"):
        keycard.read(tmp_path / "missing.pdkey")


def test_the_sheet_shows_all_groups_and_asks_for_signature_and_seal(tmp_path):
    _, card, key = card_file(tmp_path)
    text = keycard.sheet(card, "2023-12-01", "红塔.pdkey")
    for number, group in enumerate(keys.groups(key.public), 1):
        assert f"{number}. {group}" in text
    for word in ("红塔区财政局", "530402", "县级", "2023-12-01", "签字", "盖章", "第 1、6、11 组"):
        assert word in text
