"""How PyTorch prints layers and models: writes model-prints.json beside this script.

    python3 tests/Reference/model_prints.py        (written with PyTorch 1.13)
"""
import json
import pathlib

from torch import nn


class Convnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer_stack = nn.Sequential(
            nn.Conv2d(in_channels=1, out_channels=32, kernel_size=3),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2),
            nn.Conv2d(in_channels=32, out_channels=64, kernel_size=3),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=2),
            nn.Flatten(),
            nn.Linear(in_features=1600, out_features=128),
            nn.ReLU(),
            nn.Linear(in_features=128, out_features=10),
        )


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.shortcut = nn.Identity()


class Nested(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(), nn.Sequential(Block(), nn.ReLU(inplace=True))])
        self.empty = nn.Sequential()
        self.head = nn.Linear(4, 2, bias=False)


MODELS = {
    "conv": nn.Conv2d(1, 32, 3),
    "conv, every option": nn.Conv2d(4, 8, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False, padding_mode="reflect"),
    "conv, padding same": nn.Conv2d(3, 8, 3, padding="same"),
    "conv, padding valid": nn.Conv2d(3, 8, 3, padding="valid"),
    "conv, circular": nn.Conv2d(3, 8, 3, padding=1, padding_mode="circular"),
    "conv, depthwise": nn.Conv2d(32, 32, 3, stride=2, padding=1, groups=32, bias=False),
    "conv 1d": nn.Conv1d(3, 8, 5, padding=2),
    "conv transposed": nn.ConvTranspose2d(8, 4, 2, stride=2, output_padding=1),
    "linear": nn.Linear(1600, 128),
    "linear, no bias": nn.Linear(128, 10, bias=False),
    "relu": nn.ReLU(),
    "relu, in place": nn.ReLU(inplace=True),
    "relu6": nn.ReLU6(),
    "relu6, in place": nn.ReLU6(inplace=True),
    "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(),
    "softmax": nn.Softmax(dim=1),
    "log softmax": nn.LogSoftmax(dim=-1),
    "max pool": nn.MaxPool2d(2),
    "max pool, every option": nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), ceil_mode=True),
    "max pool, stride 1": nn.MaxPool2d(2, stride=1),
    "max pool, padded": nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True),
    "average pool": nn.AvgPool2d(2),
    "average pool, stride 1": nn.AvgPool2d(3, stride=1, padding=1),
    "average pool, oblong": nn.AvgPool2d((3, 2)),
    "adaptive average pool": nn.AdaptiveAvgPool2d((6, 6)),
    "adaptive average pool, oblong": nn.AdaptiveAvgPool2d((1, 2)),
    "batch norm": nn.BatchNorm2d(64),
    "batch norm, every option": nn.BatchNorm2d(64, eps=1e-3, momentum=0.01, affine=False, track_running_stats=False),
    "batch norm 1d": nn.BatchNorm1d(8),
    "local response norm": nn.LocalResponseNorm(5),
    "local response norm, every option": nn.LocalResponseNorm(5, alpha=1e-5, beta=0.5, k=2.0),
    "dropout": nn.Dropout(),
    "dropout, every option": nn.Dropout(p=0.2, inplace=True),
    "dropout 2d": nn.Dropout2d(0.25),
    "flatten": nn.Flatten(),
    "flatten, every option": nn.Flatten(start_dim=2, end_dim=3),
    "identity": nn.Identity(),
    "sequential": nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Tanh())),
    "convnet": Convnet(),
    "nested": Nested(),
}

prints = {name: repr(model) for name, model in MODELS.items()}
path = pathlib.Path(__file__).with_name("model-prints.json")
path.write_text(json.dumps(prints, indent=2) + "\n")
