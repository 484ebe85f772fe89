"""The page of units that must have a women's-affairs committee: who has one, who lacks one, by level."""
