# Sends 1000 interrupts (or as many as the first argument says) at random moments of fit(), and checks that each
# returned within 0.3 seconds with a usable model:
#   Rscript r/kerros/tests/interrupts/thousand.R 1000
library(kerros)
folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
for (helper in c("helper-models.R", "helper-interrupts.R")) sys.source(file.path(folder, "..", "testthat", helper), globalenv())

count <- as.integer(c(commandArgs(trailingOnly = TRUE), 1000)[[1]])
set.seed(1)
results <- interrupted_fits(count)

rows <- lapply(c(list(all = results), split(results, results$kind)), function(rows) {
  data.frame(
    interrupts = nrow(rows), in_training = sum(rows$inside), unusable = sum(rows$problem != ""),
    median_ms = round(1000 * median(rows$latency)), p99_ms = round(1000 * quantile(rows$latency, 0.99)),
    longest_ms = round(1000 * max(rows$latency))
  )
})
print(do.call(rbind, rows))
print(results[results$problem != "" | results$latency > 0.3, ], row.names = FALSE)
quit(status = any(results$problem != "") || any(results$latency > 0.3))
