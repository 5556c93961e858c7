"""A maker of typeset newspaper sheets whose items are known, and the score of whoever reads them."""
