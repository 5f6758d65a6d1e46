"""Loss and accuracy of a small convnet trained by PyTorch: writes training-runs.json beside this script.

    python3 tests/Reference/training_runs.py        (written with PyTorch 1.13)

Images, labels and first weights come from formulas, so that nothing else has to be shared. Eleven images in batches of four,
in order, three epochs; loss and accuracy of an epoch are the means over its samples, each taken from the forward pass of its step.
"""
import json
import pathlib

import torch
from torch import nn

SAMPLES, CLASSES, BATCH, EPOCHS = 11, 3, 4, 3


def wave(count, step):
    return torch.sin(torch.arange(count, dtype=torch.float64) * step).float()


def dataset():
    images = wave(SAMPLES * 64, 0.7).reshape(SAMPLES, 1, 8, 8) * 0.5 + 0.5
    labels = torch.arange(SAMPLES) * 7 % CLASSES
    return images, labels


def convnet():
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 2), nn.ReLU(), nn.Flatten(), nn.Linear(24, CLASSES))
    with torch.no_grad():
        for number, parameter in enumerate(model.parameters()):
            parameter.copy_(wave(parameter.numel(), 1.3 + number).reshape(parameter.shape) * 0.4)
    return model


def evaluate(model, images, labels):
    with torch.no_grad():
        logits = model(images)
        return nn.functional.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


def run(make_optimizer):
    images, labels = dataset()
    model = convnet()
    optimizer = make_optimizer(model.parameters())
    history = {"loss": [], "accuracy": [], "validationLoss": [], "validationAccuracy": []}
    for _ in range(EPOCHS):
        loss_sum, right = 0.0, 0
        for start in range(0, SAMPLES, BATCH):
            x, y = images[start:start + BATCH], labels[start:start + BATCH]
            logits = model(x)
            loss = nn.functional.cross_entropy(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item() * len(y)
            right += (logits.argmax(1) == y).sum().item()
        history["loss"].append(loss_sum / SAMPLES)
        history["accuracy"].append(right / SAMPLES)
        loss, accuracy = evaluate(model, images, labels)
        history["validationLoss"].append(loss)
        history["validationAccuracy"].append(accuracy)
    with torch.no_grad():
        history["probabilities"] = model(images).softmax(1).flatten().tolist()
    history["weights"] = [parameter.detach().flatten()[:3].tolist() for parameter in model.parameters()]
    return history


runs = {
    "sgd": run(lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9)),
    "adam": run(lambda parameters: torch.optim.Adam(parameters, lr=0.01)),
}
path = pathlib.Path(__file__).with_name("training-runs.json")
path.write_text(json.dumps(runs, indent=2) + "\n")
