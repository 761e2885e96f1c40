#' Steps of recipes under their names of 2018
#'
#' The package recipes renamed its steps that fill in missing values, and its functions with the old names
#' came to stop with an error. These here do what their successors do: `step_meanimpute()` is
#' `recipes::step_impute_mean()`, and so on. While keras is attached, `library(recipes)` leaves out its own
#' functions of these names.
#'
#' @param recipe A recipe of the package recipes, which has to be installed.
#' @param ... Which variables, and the step's other arguments.
#' @return The recipe with the step.
#' @name old_recipes
#' @examplesIf requireNamespace("recipes", quietly = TRUE)
#' recipe <- recipes::recipe(Ozone ~ ., data = airquality)
#' recipe <- step_meanimpute(recipe, Solar.R)
#' prepared <- recipes::prep(recipe, training = airquality)
#' colSums(is.na(recipes::bake(prepared, new_data = airquality)))
NULL

#' @rdname old_recipes
#' @export
step_bagimpute <- function(recipe, ...) recipes_step("step_impute_bag")(recipe, ...)

#' @rdname old_recipes
#' @export
step_knnimpute <- function(recipe, ...) recipes_step("step_impute_knn")(recipe, ...)

#' @rdname old_recipes
#' @export
step_lowerimpute <- function(recipe, ...) recipes_step("step_impute_lower")(recipe, ...)

#' @rdname old_recipes
#' @export
step_meanimpute <- function(recipe, ...) recipes_step("step_impute_mean")(recipe, ...)

#' @rdname old_recipes
#' @export
step_medianimpute <- function(recipe, ...) recipes_step("step_impute_median")(recipe, ...)

#' @rdname old_recipes
#' @export
step_modeimpute <- function(recipe, ...) recipes_step("step_impute_mode")(recipe, ...)

#' @rdname old_recipes
#' @export
step_rollimpute <- function(recipe, ...) recipes_step("step_impute_roll")(recipe, ...)

old_step_names <- paste0("step_", c("bag", "knn", "lower", "mean", "median", "mode", "roll"), "impute")

# A step of recipes; where recipes is so old that it has the old name only, under that.
recipes_step <- function(name) {
  if (!requireNamespace("recipes", quietly = TRUE)) {
    stop("This step is one of the package recipes, which is not installed.", call. = FALSE)
  }
  old <- sub("^step_impute_(.*)$", "step_\\1impute", name)
  known <- intersect(c(name, old), getNamespaceExports("recipes"))
  getExportedValue("recipes", known[[1]])
}

# recipes keeps functions of the old names that only stop. library(recipes) is told to leave them out, as
# they would mask those of this package.
hide_stubs_of_recipes <- function(hide) {
  rule <- conflictRules("recipes")
  names <- setdiff(rule$exclude, old_step_names)
  if (hide) names <- c(names, old_step_names)
  conflictRules("recipes", mask.ok = rule$mask.ok, exclude = if (length(names) > 0) names)
}
