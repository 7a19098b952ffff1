"""The written parts keep to ECMA-376: known elements in the order of the schema, legal references, sound relations."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from perfdesk.catalog import forms
from perfdesk.files.excel import container
from perfdesk.files.workbook import book
from tests.files.form_samples import sample, target

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# CT_Worksheet, CT_Workbook, CT_Stylesheet, CT_Row's cell and CT_DataValidation (ECMA-376 part 1, annex A.2).
WORKSHEET = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
]
WORKBOOK = [
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize"),
]
STYLES = [
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles"),
    "colors",
]
KEYS = forms.keys()
XF = {
    *("numFmtId", "fontId", "fillId", "borderId", "xfId", "quotePrefix", "pivotButton", "applyNumberFormat"),
    *("applyFont", "applyFill", "applyBorder", "applyAlignment", "applyProtection"),
}
VALIDATION = {
    *("type", "errorStyle", "operator", "allowBlank", "showErrorMessage", "errorTitle", "error", "sqref"),
    *("showInputMessage", "showDropDown", "promptTitle", "prompt"),
}
CASES = [(key, entry) for key in KEYS for entry in (False, True)]


def parts(key, *, entry, content=None):
    maker = book(forms.form(key), entry=entry)
    made = content or sample(key)
    data = container.assemble(maker.parts([("第一张", made), ("二'张&<", made)], "身份"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data):
    return ET.fromstring(data)  # noqa: S314 - what we wrote ourselves


def in_order(element, order):
    names = [child.tag.removeprefix(MAIN) for child in element]
    assert set(names) <= set(order)
    places = [order.index(name) for name in names]
    assert places == sorted(places)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("key", "entry"), CASES)
def test_sheets_keep_the_order_of_the_schema(key, entry):
    found = parts(key, entry=entry)
    formats = len(tree(found["xl/styles.xml"]).find(f"{MAIN}cellXfs"))
    for number in (1, 2):
        root = tree(found[f"xl/worksheets/sheet{number}.xml"])
        in_order(root, WORKSHEET)
        rows = root.findall(f"{MAIN}sheetData/{MAIN}row")
        assert [int(row.get("r")) for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            assert 0 < float(row.get("ht")) <= 409.5
            places = [cell.get("r") for cell in row]
            assert all(re.fullmatch(rf"[A-Z]+{row.get('r')}", place) for place in places)
            assert places == sorted(places, key=lambda place: (len(place), place))
            for cell in row:
                assert int(cell.get("s")) < formats
                assert cell.get("t", "n") in ("n", "inlineStr", "str")
                inner = [child.tag.removeprefix(MAIN) for child in cell]
                assert inner in ([], ["v"], ["is"], ["f", "v"])
                assert (cell.get("t") == "inlineStr") == (inner == ["is"])
        merges = root.find(f"{MAIN}mergeCells")
        assert int(merges.get("count")) == len(merges)
        selected = root.find(f"{MAIN}sheetViews/{MAIN}sheetView").get("tabSelected")
        assert (selected == "1") == (number == 1)


@pytest.mark.parametrize("key", KEYS)
def test_data_validations_are_legal(key):
    root = tree(parts(key, entry=True)["xl/worksheets/sheet1.xml"])
    rules = root.find(f"{MAIN}dataValidations")
    assert int(rules.get("count")) == len(rules)
    for rule in rules:
        assert set(rule.attrib) <= VALIDATION
        assert len(rule.get("error", "")) <= 225
        assert len(rule.get("errorTitle", "")) <= 32
        assert [child.tag.removeprefix(MAIN) for child in rule] in (["formula1"], ["formula1", "formula2"])
        if rule.get("type") == "list":
            assert len(rule[0].text.strip('"')) <= 255


@pytest.mark.parametrize("key", KEYS)
def test_styles_and_workbook_are_legal(key):
    found = parts(key, entry=False)
    styles = tree(found["xl/styles.xml"])
    in_order(styles, STYLES)
    for group in ("fonts", "fills", "borders", "cellXfs"):
        element = styles.find(MAIN + group)
        assert int(element.get("count")) == len(element)
    counts = {name: len(styles.find(MAIN + name)) for name in ("fonts", "fills", "borders")}
    for xf in styles.find(f"{MAIN}cellXfs"):
        assert set(xf.attrib) <= XF
        assert int(xf.get("fontId")) < counts["fonts"]
        assert int(xf.get("fillId")) < counts["fills"]
        assert int(xf.get("borderId")) < counts["borders"]
        inner = [child.tag.removeprefix(MAIN) for child in xf]
        assert inner in ([], ["alignment"], ["protection"], ["alignment", "protection"])
    workbook = tree(found["xl/workbook.xml"])
    in_order(workbook, WORKBOOK)
    names = [(item.get("name"), item.get("localSheetId")) for item in workbook.find(f"{MAIN}definedNames")]
    assert len(names) == len(set(names)) == 4
    assert [sheet.get("name") for sheet in workbook.find(f"{MAIN}sheets")] == ["第一张", "二'张&<"]
    assert "'二''张&<'!$A$1" in workbook.find(f"{MAIN}definedNames")[2].text


def test_every_part_is_declared_and_related():
    found = parts("monitoring.project", entry=False)
    types = tree(found["[Content_Types].xml"])
    declared = {item.get("PartName") for item in types if item.get("PartName")}
    assert declared == {f"/{name}" for name in found if not name.endswith(".rels") and name != "[Content_Types].xml"}
    for rels, base in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        for item in tree(found[rels]).iter(RELATION):
            assert base + item.get("Target") in found
    assert next(iter(found)) == "[Content_Types].xml"


def test_no_macro_no_link_and_no_formula_in_an_export():
    for key in KEYS:
        found = parts(key, entry=False)
        assert not any("vba" in name.lower() or "externalLink" in name for name in found)
        assert b"<f>" not in found["xl/worksheets/sheet1.xml"]
        templates = parts(key, entry=True)["xl/worksheets/sheet1.xml"].decode()
        allowed = r'IF\(COUNT\([A-Z0-9:,]+\)=0,"",SUM\([A-Z0-9:,]+\)\)'
        rate = r'IF\(OR\(N\([A-Z0-9]+\)=0,COUNT\([A-Z0-9]+\)=0\),"",ROUND\([A-Z0-9]+/[A-Z0-9]+,4\)\)'
        assert all(re.fullmatch(f"{allowed}|{rate}", text) for text in re.findall(r"<f>(.*?)</f>", templates))


def test_a_tall_row_keeps_the_order_too():
    found = parts("target.project", entry=True, content=target(3, "目标" * 4000))
    root = tree(found["xl/worksheets/sheet1.xml"])
    boxes = [item.get("ref") for item in root.find(f"{MAIN}mergeCells")]
    assert len(boxes) == len(set(boxes))
    taken = set()
    for ref in boxes:
        first, last = ref.split(":")
        (a, b), (c, d) = (re.fullmatch(r"([A-Z])(\d+)", place).groups() for place in (first, last))
        cells = {(column, row) for column in range(ord(a), ord(c) + 1) for row in range(int(b), int(d) + 1)}
        assert not cells & taken, "merged blocks overlap"
        taken |= cells
