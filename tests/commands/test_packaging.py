import json

import pytest

from perfdesk.__main__ import main
from perfdesk.store.file import open_store
from tests.services import package_offices as make

KEYS = {
    "path",
    "office",
    "code",
    "year",
    "kind",
    "seq",
    "verdict",
    "reason",
    "signer",
    "status",
    "rows",
    "differences",
}


@pytest.fixture
def files(tmp_path):
    with make.office(tmp_path, make.COUNTY) as county, make.office(tmp_path, make.CITY) as city:
        make.fill(county)
        make.explain(county, 2023)
        return county.path, city.path


def run(capsys, *words):
    status = main([str(word) for word in words])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_way_from_the_county_to_the_city(files, tmp_path, capsys):
    county, city = files
    status, out, err = run(capsys, "keycard", county, "--to", tmp_path / "card")
    assert status == 0
    card, *sheets = out.splitlines()
    assert [path.endswith(("指纹单.txt", "指纹单.pdf")) for path in sheets] == [True, True]
    assert "没有口令" in err
    three = next(line for line in err.splitlines() if "第 1、6、11 组" in line).split("：")[1]

    status, out, err = run(capsys, "enrol", city, card, "--confirm", three)
    assert (status, out) == (0, "")
    assert "红塔区财政局（530402）的签名密钥已登记" in err

    status, out, err = run(capsys, "pack", county, "--kind", "annual", "--to", tmp_path / "out")
    assert status == 0
    package = out.strip()
    assert package.endswith("530402-红塔区财政局-2023-annual-0001.pdpkg")
    assert "2023年年度上报包第 1 号" in err

    before = city.read_bytes()
    status, out, _ = run(capsys, "verify", package, "--json")
    (free,) = json.loads(out)["packages"]
    assert (status, free["verdict"], free["signer"], free["status"]) == (0, "ok", "unknown", None)
    assert set(free) >= KEYS
    status, out, _ = run(capsys, "verify", package, "--file", city, "--json")
    assert (status, json.loads(out)["packages"][0]["signer"]) == (0, "known")
    assert city.read_bytes() == before
    assert not list(tmp_path.glob("*.quarantine"))

    status, out, _ = run(capsys, "receive", city, package, "--json")
    (got,) = json.loads(out)["packages"]
    assert status == 0
    assert set(got) >= KEYS
    wanted = {
        "office": "红塔区财政局",
        "code": "530402",
        "year": 2023,
        "kind": "annual",
        "seq": 1,
        "status": "received",
    }
    assert {key: got[key] for key in wanted} == wanted
    assert got["rows"]["project"] == 24
    assert got["differences"] == []
    after = city.read_bytes()
    status, out, _ = run(capsys, "receive", city, package, "--json")
    assert (status, json.loads(out)["packages"][0]["status"]) == (0, "already")
    assert city.read_bytes() == after
    status, out, _ = run(capsys, "receive", city, package)
    assert "早已接收过" in out


def test_a_refused_package_exits_with_one_and_a_missing_one_with_two(files, tmp_path, capsys):
    county, city = files
    _, out, _ = run(capsys, "pack", county, "--kind", "target", "--to", tmp_path)
    package = out.strip()
    before = city.read_bytes()
    status, out, _ = run(capsys, "receive", city, package, "--json")
    (got,) = json.loads(out)["packages"]
    assert (status, got["verdict"], got["status"], got["rule"]) == (1, "refused", "quarantined", "E_SIGNER")
    assert "指纹：" in got["reason"]
    status, out, _ = run(capsys, "verify", package, "--file", city)
    assert status == 1
    assert "不能接收。E_SIGNER" in out
    status, out, err = run(capsys, "verify", tmp_path / "none.pdpkg")
    assert (status, out) == (2, "")
    assert "找不到上报包" in err
    assert run(capsys, "receive", tmp_path / "none.perfdesk", package)[0] == 2
    assert city.read_bytes() == before


def test_wrong_groups_and_errors_of_the_checks_exit_with_two(files, tmp_path, capsys):
    county, city = files
    _, out, _ = run(capsys, "keycard", county, "--to", tmp_path)
    before = city.read_bytes()
    status, _, err = run(capsys, "enrol", city, out.splitlines()[0], "--confirm", "0000 0000 0000")
    assert (status, city.read_bytes()) == (2, before)
    assert "E_FINGERPRINT" in err
    with open_store(county) as store, store.change("不再说明") as change:
        change.delete("explanation", store.rows("SELECT office, id FROM explanation"))
    before = county.read_bytes()
    status, out, err = run(capsys, "pack", county, "--kind", "annual", "--to", tmp_path / "out")
    assert (status, out, county.read_bytes()) == (2, "", before)
    assert "E_CHECK" in err
    assert "perfdesk check" in err


def test_the_password_comes_from_the_environment_where_nobody_sits_there(files, tmp_path, capsys, monkeypatch):
    county, _ = files
    monkeypatch.setenv("PERFDESK_KEY_PASSWORD", "县局口令")
    status, _, err = run(capsys, "keycard", county, "--to", tmp_path)
    assert status == 0
    assert "已用口令加密" in err or "DPAPI" in err
    monkeypatch.setenv("PERFDESK_KEY_PASSWORD", "别的")
    status, _, err = run(capsys, "pack", county, "--kind", "target", "--to", tmp_path)
    assert status == 2
    assert "口令不对" in err
