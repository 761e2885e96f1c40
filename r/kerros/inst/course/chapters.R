# The course's code of chapters 1 to 3, block after block. Lines of the course are as they are there, but
# for those marked "changed"; blocks marked "added" are what its text tells without showing code.
# How to run it: see run.R.

# Chapter 1: installing -------------------------------------------------------------------------------

library(keras)
install_keras()

is_keras_available()

# Chapter 2: data for a network -----------------------------------------------------------------------

library(keras)

# Training and test rows

library(rsample)

data_split <- initial_split(iris, strata = "Species", prop = 0.8)

fullData <- list(train = training(data_split),
                 test = testing(data_split))

# A recipe without steps

library(recipes)
empty_recipe <- recipe(Species ~ ., data = fullData$train)
empty_recipe

# A column for each species

dummy_recipe <- empty_recipe %>%
  step_dummy(Species, one_hot = TRUE, role = "outcome")

dummy_recipe %>%
  prep(fullData$train) %>%
  bake(fullData$train, all_outcomes()) %>%
  head()

# Measures around 0, with standard deviation 1

scale_recipe <- empty_recipe %>%
  step_center(all_predictors()) %>%
  step_scale(all_predictors())

scale_recipe %>%
  prep(fullData$train) %>%
  bake(fullData$train,
       all_predictors()) %>%
  head()

# Added: the steps for missing values that the text names

recipe(Ozone ~ ., data = airquality) %>%
  step_meanimpute(Solar.R) %>%
  step_knnimpute(Ozone) %>%
  prep(airquality) %>%
  bake(airquality) %>%
  anyNA()

# All steps

iris_recipe <- recipe(Species ~ ., data = fullData$train) %>%
  step_dummy(Species, one_hot = TRUE, role = "outcome") %>%
  step_center(all_predictors()) %>%
  step_scale(all_predictors()) %>%
  prep(training = fullData$train)

# Matrices. Added: the package that the text names

library(purrr)

xIris <- map(fullData, ~ bake(object = iris_recipe,
                              new_data = .x,
                              all_predictors(),
                              composition = "matrix"))
yIris <- map(fullData, ~ bake(object = iris_recipe,
                              new_data = .x,
                              all_outcomes(),
                              composition = "matrix"))

# Chapter 2: a first model ----------------------------------------------------------------------------

model <- keras_model_sequential()

model %>%
  layer_dense(units = 10, input_shape = 4) %>%
  layer_dense(units = 3, activation = 'softmax')

model %>% compile(
  optimizer = 'rmsprop',
  loss = 'categorical_crossentropy',
  metrics = 'accuracy')

history <- model %>% fit(xIris$train,
                         yIris$train,
                         epochs = 100,
                         validation_data = list(xIris$test,
                                                yIris$test))

# Added: the picture that the text names

plot(history)

model %>%
  evaluate(xIris$test, yIris$test)

model %>%
  predict(xIris$test)

model %>%
  predict_classes(xIris$test)

# Chapter 2: more layers ------------------------------------------------------------------------------

# These are added to the model above, as the text warns.

model %>%
  layer_dense(units = 10, input_shape = 4) %>%
  layer_dense(units = 3, activation = 'softmax')

model %>%
  layer_dense(units = 10, input_shape = 4, activation = 'relu') %>%
  layer_dense(units = 3, activation = 'softmax')

# Prices of homes: one number comes out

model <- keras_model_sequential()
model %>%
  layer_dense(units = 64, input_shape = 5, activation = 'relu') %>%
  layer_dense(units = 1)
model %>% compile(optimizer = 'rmsprop',
                  loss = 'mse',
                  metrics = 'mae')

# Dropout

model %>%
  layer_dense(units = 10, input_shape = 4, activation = 'relu') %>%
  layer_dropout(rate = 0.3) %>%
  layer_dense(units = 3, activation = 'softmax')

# Chapter 3: walking ----------------------------------------------------------------------------------

walking <- readRDS("Data/walking.rds")
names(walking)

dim(walking$x)

walkTs <- ts(walking$x[50,,])
plot(walkTs, xlab = "time", main = "Single Time Series")

walking$labels

walking$y[1:3, 1:10]

# Added: the exercise whose lists the code below uses

nr <- nrow(walking$y)
ids <- sample(nr, size = nr*0.8)
xWalk <- list(train = walking$x[ids, , ], test = walking$x[-ids, , ])
yWalk <- list(train = walking$y[ids, ], test = walking$y[-ids, ])

# A convolution

model <- keras_model_sequential()

model %>%
  layer_conv_1d(filters = 40, kernel_size = 40, strides = 2,
                activation = "relu", input_shape = c(260, 3))
model

# Fewer steps

model %>%
  layer_max_pooling_1d(pool_size = 2)
model

# One row of numbers

# Flatten
model %>%
  layer_flatten()
model

# The persons

model %>%
  layer_dense(units = 100, activation = "sigmoid") %>%
  layer_dense(units = 15, activation = "softmax")

model

# Chapter 3: the final network ------------------------------------------------------------------------

model <- keras_model_sequential()

model %>%
  layer_conv_1d(filters = 40, kernel_size = 30, strides = 2,
    activation = "relu", input_shape = c(260, 3)) %>%
  layer_max_pooling_1d(pool_size = 2) %>%
  layer_conv_1d(filters = 40, kernel_size = 10, activation =
    "relu") %>%
  layer_max_pooling_1d(pool_size = 2) %>%
  layer_flatten() %>%
  layer_dense(units = 100, activation = "sigmoid") %>%
  layer_dense(units = 15, activation = "softmax")

model

# Added: the text says to compile as before

model %>% compile(
  optimizer = 'rmsprop',
  loss = 'categorical_crossentropy',
  metrics = 'accuracy')

history <- model %>% fit(xWalk$train, yWalk$train,
                         epochs = 15,
                         batch_size = 128,
                         validation_split = 0.3,
                         verbose = 1)

model %>% evaluate(xWalk$test, yWalk$test, verbose = 0)

yPred <- model %>% predict_classes(xWalk$test) + 1
yPred

# Changed: caret takes factors only by now. The course has
#   caret::confusionMatrix(yPred, max.col(yWalk$test))

confusion_matrix(yPred, max.col(yWalk$test))

caret::confusionMatrix(factor(yPred, 1:15), factor(max.col(yWalk$test), 1:15))
