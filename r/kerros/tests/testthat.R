library(testthat)
library(kerros)

test_check("kerros")
