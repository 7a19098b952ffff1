"""The table of pages: what the navigation shows, in the order of the year's work; a page loads when it is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from perfdesk.ui.desk import Desk
    from perfdesk.ui.page import Page

COUNTY, CITY = "county", "city"
BOTH = (COUNTY, CITY)
WHOLE, BASE, OUT, KEEP = "全过程", "底座", "出口", "维护"
HIDDEN = "-"  # opened by a command, not shown in the navigation


class PageKind(NamedTuple):
    """One page: `section` is its heading in the navigation ("" stands on top), `levels` the offices that have it."""

    key: str
    title: str
    icon: str
    section: str
    module: str
    name: str
    levels: tuple[str, ...] = BOTH

    def make(self, desk: Desk) -> Page:
        """Import the page's module and build the page."""
        return cast("Page", getattr(import_module(f"{__name__}.{self.module}"), self.name)(desk))


PAGES = (
    PageKind("workbench", "工作台", "workbench", "", "workbench", "WorkbenchPage"),
    PageKind("receiving", "接收与汇总", "receive", "", "receiving", "ReceivingPage", (CITY,)),
    PageKind("units", "预算单位", "units", WHOLE, "units", "UnitsPage"),
    PageKind("projects", "项目库", "projects", WHOLE, "projects", "ProjectsPage"),
    PageKind("targets", "绩效目标", "targets", WHOLE, "targets", "TargetsPage"),
    PageKind("monitoring", "运行监控", "monitoring", WHOLE, "monitoring", "MonitoringPage"),
    PageKind("selfeval", "绩效自评", "selfeval", WHOLE, "selfeval", "SelfEvaluationsPage"),
    PageKind("findings", "整改落实", "findings", WHOLE, "findings", "FindingsPage"),
    PageKind("review", "审核中心", "review", OUT, "review", "ReviewPage"),
    PageKind("packages", "上报与接收", "packages", OUT, "packages", "PackagesPage", (COUNTY,)),
    PageKind("journal", "操作日志", "journal", KEEP, "journal", "JournalPage"),
    PageKind("settings", "设置与数据", "settings", KEEP, "settings", "SettingsPage"),
    PageKind("imports", "导入预览", "import", HIDDEN, "imports", "ImportsPage"),
    PageKind("form", "表单", "form", HIDDEN, "form", "FormPage"),
)


_BY_KEY = {kind.key: kind for kind in PAGES}


def built() -> dict[str, PageKind]:
    """All pages by key, in the order of the table."""
    return _BY_KEY


def pages(level: str) -> tuple[PageKind, ...]:
    """The pages that an office of a level has."""
    return tuple(kind for kind in PAGES if level in kind.levels)
