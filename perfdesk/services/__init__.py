"""What a person can do, one module a verb group. No Qt, no SQL text, no workbook library."""
