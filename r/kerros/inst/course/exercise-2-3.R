# Exercise 2.3: how good the network for breast cancer is.

# The model of the exercise before
source(system.file("course", "exercise-2-2.R", package = "kerros"), local = TRUE)

# 1. On the test rows
model %>% evaluate(bcX$test, bcY$test)

# 2. Their classes, counted from 0: benign, malignant
predicted <- model %>% predict_classes(bcX$test)
predicted
confusion_matrix(predicted, max.col(bcY$test) - 1)
