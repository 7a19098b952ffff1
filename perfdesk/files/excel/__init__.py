"""Workbooks written from compiled official workbooks: constant pieces of XML and slots between them."""
