# The course's scripts with short trainings, each in an R of its own.

# The course's code loads these. They are not needed to use the package, so a machine may lack them; the checks of
# the repository install them all, and no test here is skipped there.
needed <- c("rsample", "recipes", "purrr", "caret", "e1071", "mlbench", "ggplot2")

course_folder <- function() {
  folder <- tempfile("course")
  dir.create(folder)
  folder
}

run_scripts <- function(scripts, folder) {
  in_new_session(c(
    "Sys.setenv(TZ = 'UTC')",
    "options(kerros.course.epochs = 2, keras.view_metrics = FALSE)",
    "source(system.file('course', 'run.R', package = 'kerros'))",
    sprintf("course_run('%s'); cat('done with %s\\n')", scripts, scripts)
  ), folder)
}

# The folder with the walking data, or a skip.
with_walking <- function() {
  tools <- new.env()
  source(system.file("course", "run.R", package = "kerros"), local = tools)
  from <- tools$walking_file()
  # The data are too large for the package: they are in the repository, or where the variable says.
  if (is.null(from)) skip("no walking data: set KERROS_COURSE_WALKING")
  folder <- course_folder()
  before <- setwd(folder)
  on.exit(setwd(before))
  tools$course_data(from)
  folder
}

test_that("chapters 1 to 3 run", {
  # Only suggested, see above.
  for (package in needed) skip_if_not_installed(package)
  folder <- with_walking()
  walking <- readRDS(file.path(folder, "Data", "walking.rds"))
  expect_identical(dim(walking$x), c(6792L, 260L, 3L))
  expect_identical(
    as.vector(table(walking$labels)),
    c(511L, 421L, 337L, 574L, 334L, 559L, 332L, 422L, 494L, 443L, 510L, 419L, 509L, 418L, 509L)
  )
  expect_equal(apply(walking$x[c(1, 6792), , ], c(1, 3), sd), matrix(1, 2, 3), ignore_attr = TRUE)

  output <- run_scripts("chapters.R", folder)
  expect_done(output)
  expect_match(output, "^Train on 120 samples, validate on 30 samples", all = FALSE)
  expect_match(output, "^Train on 3803 samples, validate on 1630 samples", all = FALSE)
  expect_true(all(c("Total params: 226,455", "Total params: 117,295", "done with chapters.R") %in% output))
  expect_length(grep("^Confusion Matrix and Statistics", output), 2)
})

test_that("the exercises of chapter 2 run", {
  # Only suggested, see above.
  for (package in needed) skip_if_not_installed(package)
  scripts <- sprintf("exercise-2-%d.R", 1:4)
  output <- run_scripts(scripts, course_folder())
  expect_done(output)
  expect_true(all(paste("done with", scripts) %in% output))
})

test_that("the exercises of chapter 3 run", {
  # Only suggested, see above.
  for (package in needed) skip_if_not_installed(package)
  scripts <- sprintf("exercise-3-%d.R", 1:3)
  output <- run_scripts(scripts, with_walking())
  expect_done(output)
  expect_true(all(paste("done with", scripts) %in% output))
})

test_that("only numbers of epochs are changed to make trainings short", {
  tools <- new.env()
  source(system.file("course", "run.R", package = "kerros"), local = tools)
  code <- quote(m %>% fit(x[1, , ], y, epochs = 100, f = function(a) fit(a, epochs = 1)))
  expect_identical(
    tools$with_fewer_epochs(code, 2),
    quote(m %>% fit(x[1, , ], y, epochs = 2, f = function(a) fit(a, epochs = 1)))
  )
})
