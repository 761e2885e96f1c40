"""PyTorch with a plain training loop: WORKLOAD DATA_FOLDER THREADS."""

import sys
from time import perf_counter

import torch
from torch import nn

from protocol import arrays, serve

# Name: batch size, epochs of a fit; None: epochs are timed, not fits.
TRAINING = {"W1": (32, 100), "W2": (32, 20), "W3": (32, 100), "W4": (128, None), "W6": (32, None)}


def right_class(output, target):
    return (output.argmax(1) == target).sum()


def right_side(output, target):
    return ((output > 0) == (target > 0.5)).sum()


def absolute_error(output, target):
    return (output - target).abs().sum()


def iris():
    network = nn.Sequential(nn.Linear(4, 10), nn.Linear(10, 3))
    return network, nn.CrossEntropyLoss(), right_class


def breast_cancer():
    network = nn.Sequential(nn.Linear(9, 5), nn.Sigmoid(), nn.Linear(5, 1))
    return network, nn.BCEWithLogitsLoss(), right_side


def boston():
    network = nn.Sequential(nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 1))
    return network, nn.MSELoss(), absolute_error


def walking():
    network = nn.Sequential(
        nn.Conv1d(3, 40, 30, stride=2), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(40, 40, 10), nn.ReLU(), nn.MaxPool1d(2),
        nn.Flatten(), nn.Linear(960, 100), nn.Sigmoid(), nn.Linear(100, 15),
    )  # fmt: skip
    return network, nn.CrossEntropyLoss(), right_class


class Sequences(nn.Module):
    """An LSTM whose last output is judged."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(32, 64, batch_first=True)
        self.output = nn.Linear(64, 1)

    def forward(self, x):
        return self.output(self.lstm(x)[0][:, -1])


def sequences():
    return Sequences(), nn.BCEWithLogitsLoss(), right_side


NETWORKS = {"W1": iris, "W2": breast_cancer, "W3": boston, "W4": walking, "W6": sequences}


def keras_like(network):
    """Keras's initial weights instead of PyTorch's; an LSTM keeps PyTorch's, which changes no time."""
    for layer in network.modules():
        if isinstance(layer, (nn.Linear, nn.Conv1d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network


def tensors(folder, channels_first, classes):
    """The arrays as PyTorch wants them: channels first, and class numbers for one-hot rows."""
    data = {name: torch.from_numpy(numbers) for name, numbers in arrays(folder).items()}
    for name, tensor in data.items():
        if name.startswith("x") and channels_first:
            data[name] = tensor.permute(0, 2, 1).contiguous()
        if name.startswith("y") and classes:
            data[name] = tensor.argmax(1)
    return data


class Workload:
    def __init__(self, name, folder):
        torch.manual_seed(42)
        network, self.loss, self.metric = NETWORKS[name]()
        self.network = keras_like(network)
        parameters = network.parameters()
        if name == "W6":
            self.optimizer = torch.optim.Adam(parameters, lr=1e-3, eps=1e-7, foreach=True)
        else:
            self.optimizer = torch.optim.RMSprop(parameters, lr=1e-3, alpha=0.9, eps=1e-7, foreach=True)
        self.data = tensors(folder, name == "W4", isinstance(self.loss, nn.CrossEntropyLoss))
        self.batch_size, self.epochs = TRAINING[name]

    def warm_up(self):
        return [self.epoch() for _ in range(self.epochs or 1)][-1]

    def sample(self, count):
        if self.epochs is None:
            self.epoch()
        return [self.time(self.epochs or 1) for _ in range(count)]

    def time(self, epochs):
        start = perf_counter()
        for _ in range(epochs):
            self.epoch()
        return perf_counter() - start

    def epoch(self):
        """Trains and validates; the training loss."""
        x, y = self.data["x_train"], self.data["y_train"]
        self.network.train()
        batches = torch.randperm(len(x)).split(self.batch_size)
        loss = self.mean((self.step(x[rows], y[rows]) for rows in batches), len(x))
        if "x_val" in self.data:
            self.validate()
        return loss

    def step(self, x, y):
        output = self.network(x)
        loss = self.loss(output, y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach() * len(x), self.metric(output.detach(), y)

    @torch.no_grad()
    def validate(self):
        x, y = self.data["x_val"], self.data["y_val"]
        self.network.eval()
        batches = zip(x.split(self.batch_size), y.split(self.batch_size))
        self.mean((self.judge(*batch) for batch in batches), len(x))

    def judge(self, x, y):
        output = self.network(x)
        return self.loss(output, y) * len(x), self.metric(output, y)

    @staticmethod
    def mean(batches, rows):
        """The mean loss; the metric is read too, as every system reports it."""
        loss = metric = 0.0
        for batch_loss, batch_metric in batches:
            loss += batch_loss
            metric += batch_metric
        float(metric)
        return float(loss) / rows


name, folder, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
serve("torch", torch.__version__, Workload(name, folder))
