"""An edition as a workbook for officers: drawn, edited by them, and read back."""
