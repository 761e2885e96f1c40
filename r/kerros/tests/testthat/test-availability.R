# Forgets which messages were shown.
forget <- function(key) suppressWarnings(rm(list = key, envir = session))

test_that("Keras is always there", {
  expect_identical(is_keras_available(), TRUE)
  expect_true(is_keras_available("2.2.0"))
  in_era("keras2", expect_false(is_keras_available("3.0")))
  expect_match(refusal(is_keras_available("new")), "version: expected a version, received \"new\"")
})

test_that("the version is that of the manners", {
  expect_true(in_era("keras2", keras_version() < "2.3"))
  expect_true(in_era("keras3", keras_version() >= "3.0"))
})

test_that("there is nothing to install", {
  expect_message(
    shown <- withVisible(install_keras(method = "conda", tensorflow = "1.10", extra_packages = "scipy")),
    "Nothing to install"
  )
  expect_identical(shown, list(value = NULL, visible = FALSE))
})

test_that("there is nothing to choose, and that is said once", {
  forget("nothing_to_choose")
  expect_message(shown <- withVisible(use_condaenv("r-tensorflow", required = TRUE)), "use_condaenv\\(\\) does nothing")
  expect_identical(shown, list(value = NULL, visible = FALSE))
  expect_silent(use_python("/usr/bin/python3"))
  expect_silent(use_virtualenv("r-keras"))
  expect_silent(use_backend("theano"))
  expect_silent(use_backend("jax", gpu = FALSE))
  expect_silent(use_implementation("tensorflow"))
})

test_that("the backend has a name", {
  expect_identical(backend()$backend(), "kerros")
  expect_identical(backend()$floatx(), "float32")
})

test_that("seeding says what it did in 2018", {
  expect_message(use_session_with_seed(1234), "^Set session seed to 1234 \\(disabled GPU, CPU parallelism\\)\n$")
  expect_message(use_session_with_seed(100000, disable_gpu = FALSE), "^Set session seed to 100000 \\(disabled CPU parallelism\\)\n$")
  expect_message(use_session_with_seed(7, FALSE, FALSE), "^Set session seed to 7\n$")
  expect_silent(use_session_with_seed(7, quiet = TRUE))
})

test_that("set.seed, set_random_seed and use_session_with_seed are the same", {
  set.seed(42)
  expected <- draw_seed()
  set_random_seed(42)
  expect_identical(draw_seed(), expected)
  use_session_with_seed(42, quiet = TRUE)
  expect_identical(draw_seed(), expected)
  expect_false(draw_seed() == expected)
})

test_that("engine seeds are whole numbers below 2^53", {
  set.seed(1)
  seeds <- replicate(1000, draw_seed())
  expect_type(seeds, "double")
  expect_true(all(seeds >= 0 & seeds < 2^53 & seeds == floor(seeds)))
  expect_identical(anyDuplicated(seeds), 0L)
  # Both halves are random.
  expect_gt(length(unique(seeds %% 2^27)), 990)
  expect_gt(length(unique(seeds %/% 2^27)), 990)
})

test_that("what is no seed is refused", {
  expect_match(refusal(set_random_seed("a")), "set_random_seed\\(\\): seed: expected one whole number")
  expect_match(refusal(set_random_seed(1.5)), "received 1.5")
  expect_match(refusal(use_session_with_seed(NA)), "use_session_with_seed\\(\\): seed")
})

test_that("an era that is none is refused", {
  expect_match(refusal(in_era("keras4", kerros_era())), "option kerros.era: expected \"keras2\" or \"keras3\", received \"keras4\"")
  expect_identical(in_era(NULL, kerros_era()), "keras3")
})
