# Without the installed package the tests run on its R files, as far as they need no engine.
if (!exists("stop_kerros")) {
  source_folder <- normalizePath(testthat::test_path("..", ".."))
  for (file in list.files(file.path(source_folder, "R"), pattern = "[.]R$", full.names = TRUE)) {
    source(file, local = TRUE, keep.source = FALSE)
  }
  live_template_path <- function() file.path(source_folder, "inst", "live", "index.html")
}

# Runs `code` in the era of the course, or in another.
in_era <- function(era, code) {
  before <- options(kerros.era = era)
  on.exit(options(before))
  force(code)
}

# What an error of the package says; the test fails when there is none.
refusal <- function(code) {
  caught <- tryCatch(code, kerros_error = function(error) error)
  testthat::expect_s3_class(caught, "kerros_error")
  conditionMessage(caught)
}
