"""A contender of `benchmarks -- fit` in PyTorch: the protocol is that of TrainingChild.cs.

    python3 pytorch.py lesson|best|roofline DATA BATCHES

On Debian: apt-get install python3-torch libopenblas0-pthread
"""
import gzip
import pathlib
import resource
import sys
import time

import torch
from torch import nn

recipe, data, batches = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])


def read(name, skip):
    with gzip.open(data / name) as file:
        return torch.frombuffer(bytearray(file.read()[skip:]), dtype=torch.uint8)


pixels = read("train-images-idx3-ubyte.gz", 16).view(-1, 1, 28, 28)
labels = read("train-labels-idx1-ubyte.gz", 8).long()
images = pixels.float().div_(255) if recipe == "best" else None


class Samples(torch.utils.data.Dataset):
    """Each sample is made from its bytes when it is asked for, as torchvision does."""

    def __len__(self):
        return batches * 64

    def __getitem__(self, index):
        return pixels[index].float().div(255), int(labels[index])


def lesson():
    yield from torch.utils.data.DataLoader(Samples(), batch_size=64, shuffle=True)


def best():
    """Batches cut from one tensor, in the layout that oneDNN convolves fastest."""
    for index in torch.randperm(batches * 64).split(64):
        yield images[index].contiguous(memory_format=torch.channels_last), labels[index]


torch.manual_seed(1)
layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)]
if recipe == "best":
    layers = [layers[i] for i in (0, 2, 1, 3, 5, 4)]  # Pooling and ReLU commute.
model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))
if recipe == "best":
    model = model.to(memory_format=torch.channels_last)
adam = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=recipe == "best")
cross_entropy = nn.CrossEntropyLoss()


def train():
    total = torch.zeros(())
    for x, y in best() if recipe == "best" else lesson():
        logits = model(x)
        loss = cross_entropy(logits, y)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        total += loss.detach()
        if recipe == "lesson":
            loss.item(), (logits.argmax(1) == y).sum().item()
    return total.item() / batches


def multiply():
    matrix, left = torch.rand(1024, 1024), batches * 64 * (3 * 2_631_040 - 194_688)
    while left > 0:
        matrix @ matrix
        left -= 1024 ** 3
    return 0


run = multiply if recipe == "roofline" else train
print(f"{run():.4f}", flush=True)
for _ in sys.stdin:
    clock, processor = time.perf_counter(), time.process_time()
    run()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(time.perf_counter() - clock, time.process_time() - processor, memory, flush=True)
