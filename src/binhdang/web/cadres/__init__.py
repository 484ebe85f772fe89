"""Pages of cadres beside those of every register: composition on a day, twins, moving to another unit."""
