"""The machine: what a workbook may declare, and everything that is read off it. Knows no other room."""
