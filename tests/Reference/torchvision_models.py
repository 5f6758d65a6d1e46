"""Writes torchvision/<network>.json: what the networks of lib/Models must agree with.

Run with Debian's python3-torchvision (made with torchvision 0.14, torch 1.13):

    /usr/bin/python3 tests/Reference/torchvision_models.py          # write the files
    /usr/bin/python3 tests/Reference/torchvision_models.py --check  # and show that every tensor matters

Each file holds the parameter count, the name and shape of every tensor of the state dictionary, the input's shape, and
the logits. Weights and input are no data but a formula of the tensor's name and the element's index, which
FormulaWeights.cs computes too: see `uniform`.
"""

import json
import pathlib
import sys

import numpy as np
import torch
from torchvision import models

FOLDER = pathlib.Path(__file__).parent / "torchvision"


def uniform(name, count):
    """The formula: count numbers in [0, 1), the 32-bit finaliser of MurmurHash3 over index and name."""
    seed = 0x811C9DC5  # FNV-1a
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    x = x ^ (x >> np.uint32(16))
    return x / 2.0**32


def tensor(name, shape, gain):
    u = uniform(name, int(np.prod(shape)))
    if name.endswith("running_var"):
        values = 0.5 + u
    elif name.endswith("running_mean") or name.endswith("bias"):
        values = 0.2 * u - 0.1
    elif len(shape) == 1:  # the weight of a batch normalisation
        values = 0.75 + 0.5 * u
    else:  # variance gain / (3 inputs): activations keep their size from layer to layer
        values = (2 * u - 1) * np.sqrt(gain / np.prod(shape[1:]))
    return torch.from_numpy(values.astype(np.float32)).reshape(shape)


def logits(network, size):
    image = torch.from_numpy((4 * uniform("input", 3 * size * size) - 2).astype(np.float32))
    with torch.no_grad():
        return network(image.reshape(1, 3, size, size))[0]


def main():
    networks = {
        # the gains give logits of about 1: He's for ReLU is 6, the shortcuts of a residual net need less
        "alexnet": (models.alexnet(), 96, 4.0),
        "vgg16": (models.vgg16(init_weights=False), 64, 5.0),
        "googlenet": (models.googlenet(init_weights=False, aux_logits=False), 64, 4.5),
        "resnet18": (models.resnet18(), 64, 2.5),
        "resnet50": (models.resnet50(), 64, 2.5),
        "resnet152": (models.resnet152(), 64, 2.0),
    }
    FOLDER.mkdir(exist_ok=True)
    for name, (network, size, gain) in networks.items():
        state = network.eval().state_dict()
        for key, value in state.items():
            if not key.endswith("num_batches_tracked"):
                value.copy_(tensor(key, value.shape, gain))
        out = logits(network, size)
        print(f"{name}: {size}x{size}, logits {out.mean():.3f} ± {out.std():.3f}")
        if "--check" in sys.argv:
            check(network, state, size, out)
        reference = {
            "parameters": sum(p.numel() for p in network.parameters()),
            "inputSize": size,
            "gain": gain,
            "logits": [round(v, 6) for v in out.tolist()],
            "state": {key: list(value.shape) for key, value in state.items()},
        }
        text = json.dumps(reference, indent=0, separators=(",", ":"))
        # one line for each tensor
        text = text.replace("\n", "").replace('"state":{', '"state":{\n').replace('],"', '],\n"')
        (FOLDER / f"{name}.json").write_text(text + "\n")


def check(network, state, size, out):
    """How much the logits change, at least, when one tensor is replaced by its values in reverse order."""
    changes = {}
    for key, value in state.items():
        if key.endswith("num_batches_tracked"):
            continue
        kept = value.clone()
        value.copy_(kept.flatten().flip(0).reshape(kept.shape))
        changes[key] = (logits(network, size) - out).abs().max().item()
        value.copy_(kept)
    least = min(changes, key=changes.get)
    print(f"  {len(changes)} tensors, the least change is {changes[least]:.5f} by {least}")


if __name__ == "__main__":
    main()
