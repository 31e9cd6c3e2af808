# 3 of 80 are 3.75%, and 73 are 91.25%: halves go up, on whatever side of them the nearest double is.
plusminus interval 3 80 7 80 9 80 73 80 1 16 5 16 1 2000
