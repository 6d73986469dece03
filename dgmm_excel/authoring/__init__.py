"""Workbooks drawn with openpyxl and dressed. Knows no survey."""
