"""How large and how deep a delivered file may be; beyond that it is refused, whatever it holds.

The figures leave a county's largest honest workbook (53,260 projects in one ledger) far inside and keep a reader's
memory below the children's cap.
"""

from __future__ import annotations

FILE = 100 * 1024 * 1024
"""Bytes of one delivered workbook."""
ARCHIVE = 2 * 1024**3
"""Bytes of a delivered .zip; it is read member by member."""
PARTS = 5_000
"""Members of a workbook; a .zip of workbooks may have twenty times as many."""
PART = 512 * 1024 * 1024
"""Unpacked bytes of one part."""
TOTAL = 1024**3
"""Unpacked bytes of all parts."""
RATIO, RATIO_FROM = 300, 10 * 1024 * 1024
"""Unpacked bytes may be 300 times the packed ones, but only above 10 MB does it count."""
DEPTH, STRIDE = 64, 64 * 1024
"""XML levels, looked at every so many bytes: a nest inside one stride harms no reader."""
TAG = 4 * 1024 * 1024
"""Bytes between two tags."""
CELLS = 2_500_000
"""Cells with content on one sheet."""
AREA = 16_000_000
"""Cells of the rectangle around a sheet's content: what a reader allocates (32 bytes each)."""
STRINGS = 2_000_000
"""Shared strings."""
EXPANDED = 300 * 1024 * 1024
"""Bytes of text after every reference to a shared string was followed."""
MERGES, MERGED = 20_000, 1_000_000
"""Merged ranges of a sheet, and the cells of one of them."""
SHEETS = 500
"""Sheets of a workbook."""
ROWS, COLUMNS = 1_048_576, 16_384
"""The grid of Excel."""
LISTED = 200
"""Cells named one by one; more are only counted."""
