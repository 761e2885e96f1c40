# Opens a page without showing it.
open_page <- function(names = c("loss", "acc", "val_loss", "val_acc"), epochs = 3) {
  before <- options(viewer = NULL)
  on.exit(options(before))
  live_open(names, epochs)
}

file_of <- function(view, name) {
  path <- file.path(view$folder, name)
  readChar(path, file.size(path), useBytes = TRUE)
}

json_of <- function(view) file_of(view, "metrics.json")

test_that("a page is a folder with the page and the metrics, empty up to the last epoch", {
  view <- open_page(c("loss", "val_loss"))
  expect_match(view$folder, "kerros-metrics")
  expect_identical(dirname(view$folder), tempdir())
  expect_setequal(list.files(view$folder), c("index.html", "metrics.json"))
  expect_identical(json_of(view), '{"loss":[null,null,null],"val_loss":[null,null,null]}')
})

test_that("epochs come in, in both files", {
  view <- open_page(c("loss", "val_loss"))
  live_update(view, new_history(list(epochs = 3), list(loss = 0.5, val_loss = NaN)))
  expected <- '{"loss":[0.5,null,null],"val_loss":[null,null,null]}'
  expect_identical(json_of(view), expected)
  page <- file_of(view, "index.html")
  expect_true(grepl(expected, page, fixed = TRUE))
  expect_true(grepl('data-epochs="3"', page, fixed = TRUE))
  expect_false(grepl("{{", page, fixed = TRUE))
})

test_that("the page needs nothing from a network", {
  page <- file_of(open_page(), "index.html")
  addresses <- regmatches(page, gregexpr("https?://[^\"]*", page))[[1]]
  expect_identical(addresses, "http://www.w3.org/2000/svg")
  expect_false(grepl("<link|<img|src=|@import|url\\(", page))
  expect_true(all(vapply(c("#42a5f5", "#66BB6A"), grepl, NA, x = page, fixed = TRUE)))
})

test_that("files are written no more often than the page reads them, and at the end in any case", {
  view <- open_page("loss", epochs = 1000)
  for (epoch in 1:500) live_update(view, list(loss = seq_len(epoch)))
  expect_match(json_of(view), "^\\{\"loss\":\\[1,null")
  live_close(view)
  expect_identical(json_of(view), paste0('{"loss":[', paste(1:500, collapse = ","), "]}"))
})

test_that("a page ends with the epochs that ran, also with none", {
  view <- open_page("loss")
  live_close(view)
  expect_identical(json_of(view), '{"loss":[]}')
})

test_that("metrics that come later get a column", {
  view <- open_page("loss", 2)
  live_update(view, list(loss = 1, lr = 0.1))
  expect_identical(json_of(view), '{"loss":[1,null],"lr":[0.1,null]}')
})

test_that("JSON holds names, numbers and nulls", {
  expect_identical(json_columns(list()), "{}")
  values <- c(1, -0.25, 1 / 3, 1e-10, 1e20, 123456789, NA, NaN, Inf, -Inf)
  expect_identical(
    json_columns(list(a = values)),
    '{"a":[1,-0.25,0.3333333,1e-10,1e+20,1.234568e+08,null,null,null,null]}'
  )
  expect_identical(json_text("a\"b\\c\n</script>\u00e9"), '"a\\"b\\\\c\\u000a\\u003c/script>\u00e9"')
})

test_that("JSON of odd names and numbers reads back", {
  # Only suggested: it reads here what the package writes by itself.
  skip_if_not_installed("jsonlite")
  columns <- list(c(1, NA), c(-1e-300, 5), numeric())
  names(columns) <- c("a\"\\\t\u00e9", "</script>", "empty")
  back <- jsonlite::fromJSON(json_columns(columns))
  expect_named(back, names(columns))
  expect_equal(back[[1]], c(1, NA))
  expect_equal(back[[2]], c(-1e-300, 5))
})

test_that("the viewer is called with the page, once", {
  shown <- character()
  before <- options(viewer = function(url, ...) shown <<- c(shown, url))
  on.exit(options(before))
  view <- live_open("loss", 2)
  live_update(view, list(loss = 1))
  live_close(view)
  expect_identical(shown, file.path(view$folder, "index.html"))
})

test_that("without a viewer no browser is opened by a script", {
  # In an interactive session a browser is opened, as it should be.
  skip_if(interactive())
  before <- options(viewer = NULL, browser = function(url) stop("opened"))
  on.exit(options(before))
  expect_silent(live_open("loss", 2, view_metrics = TRUE))
  expect_silent(live_open("loss", 2, view_metrics = "auto"))
})

test_that("nothing that fails stops the training", {
  before <- options(viewer = function(url) stop("no viewer"))
  on.exit(options(before))
  view <- expect_silent(live_open("loss", 2))
  unlink(view$folder, recursive = TRUE)
  expect_silent(live_update(view, list(loss = 1)))
  expect_silent(live_update(view, "nonsense"))
  expect_silent(live_update(view, NULL))
  expect_silent(live_close(view))
})

test_that("opening, updating and closing take next to no time", {
  view <- open_page(c("loss", "val_loss"), epochs = 10000)
  history <- list(loss = runif(5000), val_loss = runif(5000))
  live_update(view, history)
  taken <- system.time(for (i in 1:1000) live_update(view, history))[["elapsed"]]
  expect_lt(taken, 1)
})

test_that("a page is shown by itself only in RStudio, with epochs to come and something said", {
  in_rstudio <- function(code, rstudio = "1", viewer = identity) {
    variable <- Sys.getenv("RSTUDIO", NA)
    before <- options(viewer = viewer)
    on.exit({
      options(before)
      if (is.na(variable)) Sys.unsetenv("RSTUDIO") else Sys.setenv(RSTUDIO = variable)
    })
    Sys.setenv(RSTUDIO = rstudio)
    force(code)
  }
  expect_true(in_rstudio(live_wanted("auto", 2, 1)))
  expect_true(in_rstudio(live_wanted("auto", 2, "auto")))
  expect_false(in_rstudio(live_wanted("auto", 1, 1)))
  expect_false(in_rstudio(live_wanted("auto", 2, 0)))
  expect_false(in_rstudio(live_wanted("auto", 2, 1), rstudio = ""))
  expect_false(in_rstudio(live_wanted("auto", 2, 1), viewer = NULL))
  in_era("keras2", {
    expect_false(in_rstudio(live_wanted("auto", 2, 1)))
    expect_true(in_rstudio(live_wanted("auto", 2, 1, metrics = "acc")))
  })
  expect_true(in_rstudio(live_wanted(TRUE, 1, 0), rstudio = ""))
  expect_false(in_rstudio(live_wanted(FALSE, 2, 1)))
  expect_match(refusal(live_wanted("yes", 2, 1)), "fit\\(\\): view_metrics: expected TRUE or FALSE, received \"yes\"")
})

test_that("tfruns is told if it is there, and may fail", {
  told <- NULL
  tell <- function(type, data) told <<- list(type, data)
  history <- new_history(list(epochs = 3), list(loss = c(2, 1), `val_loss` = c(3, 2)))
  expect_true(tell_tfruns("metrics", run_metrics(history), tell))
  expect_equal(told, list("metrics", data.frame(loss = c(2, 1, NA), val_loss = c(3, 2, NA))))
  expect_true(tell_tfruns("metrics", 1, function(type, data) stop("full disk")))
  expect_false(tell_tfruns("metrics", 1, NULL))
})

test_that("a browser draws the page", {
  # No browser is asked for, so a machine may have none; the rest of the page is tested above.
  browser <- Sys.which("chromium")
  skip_if(!nzchar(browser))
  view <- open_page(c("loss", "acc", "val_loss", "val_acc", "odd </script>\""), epochs = 100)
  live_update(view, list(loss = 2:1, acc = c(0.5, NaN), val_loss = 3:2, val_acc = c(0.4, 0.6)))
  live_close(view)
  page <- suppressWarnings(system2(
    browser, c("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom",
               shQuote(paste0("file://", view$folder, "/index.html"))),
    stdout = TRUE, stderr = FALSE, timeout = 60
  ))
  page <- paste(page, collapse = "\n")
  # Where it is installed but cannot run (no shared memory, no right to start processes), it prints nothing of the page:
  # neither its pictures nor the line of text above them.
  skip_if(!grepl("<svg", page) && !grepl("Epoch", page), "the browser does not start here")
  expect_match(page, "Epoch 2 of 100", fixed = TRUE)
  expect_identical(lengths(regmatches(page, gregexpr("<svg", page))), 3L)
  expect_match(page, "odd &lt;/script&gt;\"", fixed = TRUE)
})
