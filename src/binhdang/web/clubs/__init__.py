"""The page of materials that clubs share. Their records stand on the pages of every register."""
