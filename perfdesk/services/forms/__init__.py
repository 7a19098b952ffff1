"""Forms out of the ledger: contents, workbooks, PDFs and the templates that departments fill."""
