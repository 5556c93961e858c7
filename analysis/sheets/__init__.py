"""Printed sheets: what stands where on a page of paper → its items, in the order of reading."""
