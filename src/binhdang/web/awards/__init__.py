"""Pages of awards beyond the registers' own: the award against each denominator, and the decision of a proposal."""
