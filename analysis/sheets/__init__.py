"""Printed sheets: what stands where on a page of paper → its items, in the order of reading."""

from analysis.sheets.prominence import measure_prominence

__all__ = ["measure_prominence"]
