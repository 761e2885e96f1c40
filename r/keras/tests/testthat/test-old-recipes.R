test_that("steps work under their old names, with the arguments of the new ones", {
  # The steps are made of those of recipes, which is only suggested.
  skip_if_not_installed("recipes")
  start <- recipes::recipe(Ozone ~ ., data = airquality)
  baked <- function(recipe) recipes::bake(recipes::prep(recipe, training = airquality), new_data = airquality)
  expect_equal(baked(step_meanimpute(start, Solar.R, trim = 0.1)), baked(recipes::step_impute_mean(start, Solar.R, trim = 0.1)))
  expect_equal(baked(step_medianimpute(start, Solar.R)), baked(recipes::step_impute_median(start, Solar.R)))
  expect_equal(
    baked(step_knnimpute(start, Ozone, neighbors = 3)), baked(recipes::step_impute_knn(start, Ozone, neighbors = 3))
  )
  expect_false(anyNA(baked(step_meanimpute(start, recipes::all_numeric()))))
})

test_that("library(recipes) does not mask them", {
  # The steps are made of those of recipes, which is only suggested.
  skip_if_not_installed("recipes")
  for (packages in list(c("keras", "recipes"), c("recipes", "keras"))) {
    output <- in_new_session(c(
      sprintf("suppressPackageStartupMessages(library(%s))", packages),
      "cat('found in', environmentName(environment(step_meanimpute)), '\\n')"
    ))
    expect_done(output)
    expect_match(output, "^found in keras", all = FALSE)
  }
})
