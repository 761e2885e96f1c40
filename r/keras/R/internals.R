# What the generated functions are made of is kerros's own: the two packages come from one repository and
# have the same version. Each is looked up when it is called, so that a new kerros needs no new keras.

activate <- function(...) kerros:::activate(...)
common_arguments <- function(...) kerros:::common_arguments(...)
common_named_arguments <- function(...) kerros:::common_named_arguments(...)
given <- function(...) kerros:::given(...)
ignored_seed <- function(...) kerros:::ignored_seed(...)
is_channels_last <- function(...) kerros:::is_channels_last(...)
is_float32 <- function(...) kerros:::is_float32(...)
merged <- function(...) kerros:::merged(...)
new_input <- function(...) kerros:::new_input(...)
new_layer <- function(...) kerros:::new_layer(...)
new_loss <- function(...) kerros:::new_loss(...)
new_metric <- function(...) kerros:::new_metric(...)
new_object <- function(...) kerros:::new_object(...)
only_defaults <- function(...) kerros:::only_defaults(...)
renamed <- function(...) kerros:::renamed(...)
same <- function(...) kerros:::same(...)
