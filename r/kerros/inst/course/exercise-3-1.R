# Exercise 3.1: the walking data, split.

# 1. The data
walking <- readRDS("Data/walking.rds")

# 2. 80 % of the windows for training
nr <- nrow(walking$y)
ids <- sample(nr, size = nr * 0.8)
xWalk <- list(train = walking$x[ids, , ], test = walking$x[-ids, , ])
yWalk <- list(train = walking$y[ids, ], test = walking$y[-ids, ])

lapply(xWalk, dim)
