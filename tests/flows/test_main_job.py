"""The main job from end to end through the command line, as `dev.py run` does it without a display."""

import json
import subprocess
import sys
import zipfile

from tests.flows import practice


def test_the_whole_job_is_done_and_city_and_county_agree(tmp_path, capsys):
    folder = tmp_path / "一年"
    assert practice.main(folder) == 0
    told = capsys.readouterr().out
    assert "市财政局接收：红塔区财政局 2023 年 通过，与所报统计数不同的 0 个" in told
    assert "部门再报，导入：导入 1 个文件；新增 0 行、改动 98 行、相同 0 行、未采用 0 行" in told
    assert len(list((folder / "模板").glob("*.xlsx"))) == 68
    assert len(list((folder / "导出").glob("*.pdf"))) == 68
    package = next((folder / "上报包").glob("*.pdpkg"))
    with zipfile.ZipFile(package) as members:
        assert members.namelist()[:2] == ["manifest.json", "manifest.sig"]
    command = [sys.executable, "-m", "perfdesk", "figures", folder / "玉溪市.perfdesk", "--scope", "sub", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures = {one["key"]: one for one in json.loads(done.stdout)["figures"]}
    assert figures["target.project.count"]["value"] == "2043"
    assert figures["target.project.amount"]["value"] == "207451.00"
