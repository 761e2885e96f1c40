# Exercise 2.1: breast cancer, from the table to matrices.

library(keras)
library(rsample)
library(recipes)
library(purrr)

# 1. The data
data(BreastCancer, package = "mlbench")

# 2. 80 % of the rows for training
split <- initial_split(BreastCancer, strata = "Class", prop = 0.8)
cancer <- list(train = training(split), test = testing(split))

# 3. No Id; the scores are ordered factors, and numbers here
cancer <- map(cancer, function(rows) {
  rows$Id <- NULL
  scores <- setdiff(names(rows), "Class")
  rows[scores] <- lapply(rows[scores], function(score) as.numeric(as.character(score)))
  rows
})

# 4. A column for each class; 5. scores of the same size
cancer_recipe <- recipe(Class ~ ., data = cancer$train) %>%
  step_dummy(Class, one_hot = TRUE, role = "outcome") %>%
  step_center(all_predictors()) %>%
  step_scale(all_predictors()) %>%
  prep(training = cancer$train)

# 7. Matrices; 6. with 0, which is the mean by now, for what is missing
bcX <- map(cancer, ~ bake(cancer_recipe, .x, all_predictors(), composition = "matrix"))
bcX <- map(bcX, ~ replace(.x, is.na(.x), 0))
bcY <- map(cancer, ~ bake(cancer_recipe, .x, all_outcomes(), composition = "matrix"))

map(bcX, dim)
map(bcY, colSums)
