# Runs the scripts of this folder. In a new folder, as walking needs a file there:
#
#   source(system.file("course", "run.R", package = "kerros"))
#   course_data()
#   course_run("chapters.R")
#
# options(kerros.course.epochs = 2) makes every training at most two epochs long.

# Shows and evaluates a script, line after line; what it made is in the environment that is returned.
course_run <- function(script, echo = TRUE) {
  code <- parse(file.path(course_folder(), script), keep.source = TRUE)
  most <- getOption("kerros.course.epochs")
  if (!is.null(most)) code <- as.expression(lapply(code, with_fewer_epochs, most))
  made <- new.env(parent = globalenv())
  source(exprs = code, local = made, echo = echo, print.eval = echo, max.deparse.length = Inf)
  invisible(made)
}

course_folder <- function() system.file("course", package = "kerros", mustWork = TRUE)

# The same code with no number of epochs above `most`.
with_fewer_epochs <- function(code, most) {
  if (!is.call(code)) return(code)
  for (i in seq_along(code)) {
    if (identical(code[[i]], quote(expr = ))) next
    if (identical(names(code)[i], "epochs") && is.numeric(code[[i]])) {
      code[[i]] <- min(code[[i]], most)
    } else if (is.call(code[[i]])) {
      code[[i]] <- with_fewer_epochs(code[[i]], most)
    }
  }
  code
}

# Writes Data/walking.rds below the working folder, unless it is there. It is made of `from`: the course's
# own walking.rds, or walking_runs.csv.gz, which Kerros's repository has in data/.
course_data <- function(from = walking_file()) {
  to <- file.path("Data", "walking.rds")
  if (file.exists(to)) return(invisible(to))
  if (is.null(from)) {
    stop("Give the path of walking.rds or of data/walking_runs.csv.gz of Kerros's repository: ",
         "course_data(path), option kerros.course.walking or environment variable KERROS_COURSE_WALKING.")
  }
  dir.create("Data", showWarnings = FALSE)
  if (endsWith(from, ".rds")) {
    file.copy(from, to)
  } else {
    saveRDS(walking_windows(utils::read.csv(from)), to, compress = FALSE)
  }
  invisible(to)
}

# Where the walking data are: the option, the environment variable, or the repository around the working
# folder; NULL if nowhere.
walking_file <- function() {
  told <- getOption("kerros.course.walking", Sys.getenv("KERROS_COURSE_WALKING"))
  folder <- getwd()
  while (!nzchar(told) && dirname(folder) != folder) {
    file <- file.path(folder, "data", "walking_runs.csv.gz")
    if (file.exists(file)) told <- file
    folder <- dirname(folder)
  }
  if (nzchar(told)) normalizePath(told, mustWork = TRUE)
}

# What the course's file holds: windows of 260 rows, one every 52 rows, within each person; each channel
# is centred and scaled within its window.
walking_windows <- function(runs, length = 260, step = 52) {
  persons <- sort(unique(runs$person))
  starts <- lapply(persons, function(person) {
    rows <- which(runs$person == person)
    rows[seq(1, base::length(rows) - length + 1, by = step)]
  })
  labels <- rep(seq_along(persons), lengths(starts))
  channels <- c("acc_x", "acc_y", "acc_z")
  signal <- as.matrix(runs[channels])
  windows <- vapply(unlist(starts), function(start) {
    scale(signal[seq(start, length.out = length), ])
  }, matrix(0, length, 3))
  x <- aperm(windows, c(3, 1, 2))
  dimnames(x) <- list(NULL, NULL, channels)
  list(x = x, y = diag(base::length(persons))[labels, ], labels = labels)
}
