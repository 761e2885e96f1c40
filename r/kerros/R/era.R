#' Whose manners apply
#'
#' The names and manners of Keras for R changed over the years: metrics were called `acc` and are now
#' called `accuracy`, epochs counted from 0 and now count from 1, and so on. Functions that differ look
#' at the era when they are called.
#'
#' @return `"keras3"`, the present (the default), or `"keras2"`, the manners of 2018. The package
#'   `keras` that comes with kerros sets the latter when it is attached, through the option
#'   `kerros.era`.
#' @examples
#' kerros_era()
#' @export
kerros_era <- function() {
  era <- getOption("kerros.era", "keras3")
  if (!is.character(era) || length(era) != 1 || !era %in% c("keras2", "keras3")) {
    refuse("option kerros.era", "\"keras2\" or \"keras3\"", describe(era), "Set it with options(kerros.era = ).")
  }
  era
}

# Whether the manners of 2018 apply.
is_course_era <- function() kerros_era() == "keras2"
