"""What the photograph network computes, by PyTorch and straight from the npm package's bytes.

    npm pack @mediapipe/objectron@0.4.1675468480 && tar xzf mediapipe-objectron-0.4.1675468480.tgz
    python3 tests/Reference/mobilenetv2.py package/objectron_solution_packed_assets.data

Writes mobilenetv2.safetensors beside this script: a cat of 96x96 pixels and its features, and for each photograph the
score of every class and the box of the best place of every class, as left, top, right, bottom in parts of its size.
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from plain_safetensors import write

here = pathlib.Path(__file__).parent
root = here.parent.parent
asset = pathlib.Path(sys.argv[1]).read_bytes()
layout = json.loads((root / "data/pretrained/make/layers.json").read_text())
layers = {layer["name"]: layer for part in layout.values() for layer in part}


def half(offset, shape):
    return np.frombuffer(asset, "<f2", math.prod(shape), offset).astype("f4").reshape(shape)


def conv(x, name, stride=1, relu6=True):
    layer = layers[name]
    depthwise = layer["shape"][0] == 1
    weight = half(layer["weight"], layer["shape"]).transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
    kernel = weight.shape[2]
    padding = []
    for n in (x.shape[3], x.shape[2]):
        total = max((math.ceil(n / stride) - 1) * stride + kernel - n, 0)
        padding += [total // 2, total - total // 2]
    weight, bias = torch.tensor(weight.copy()), torch.tensor(half(layer["bias"], [len(weight)]))
    y = F.conv2d(F.pad(x, padding), weight, bias, stride=stride, groups=x.shape[1] if depthwise else 1)
    return y.clamp(0, 6) if relu6 else y


def backbone(x):
    strides = {1: 2, 3: 2, 6: 2, 13: 2}
    x = conv(x, "stem", 2)
    for i in range(17):
        wide = conv(x, f"blocks.{i}.expand") if i else x
        if i == 13:
            middle = wide
        y = conv(conv(wide, f"blocks.{i}.depthwise", strides.get(i, 1)), f"blocks.{i}.project", relu6=False)
        x = x + y if x.shape == y.shape else y
    return middle, conv(x, "top")


def anchors(level, n):
    scale = [0.2 + 0.15 * i for i in range(6)] + [1.0]
    shapes = [(0.1, 1), (0.2, 2), (0.2, 0.5)] if level == 0 else [(scale[level], r) for r in (1, 2, 1 / 2, 3, 1 / 3)]
    if level:
        shapes.append((math.sqrt(scale[level] * scale[level + 1]), 1))
    return [((y + 0.5) / n, (x + 0.5) / n, s / math.sqrt(r), s * math.sqrt(r)) for y in range(n) for x in range(n) for s, r in shapes]


def detector(x):
    levels = list(backbone(x))
    for i in range(4):
        levels.append(conv(conv(levels[-1], f"squeezes.{i}"), f"shrinks.{i}", 2))
    scores, boxes = [], []
    for i, maps in enumerate(levels):
        scores.append(conv(maps, f"classes.{i}", relu6=False).permute(0, 2, 3, 1).reshape(-1, 24).sigmoid())
        move = conv(maps, f"boxes.{i}", relu6=False).permute(0, 2, 3, 1).reshape(-1, 4)
        anchor = torch.tensor(anchors(i, maps.shape[2]))
        y, x = (move[:, j] / 10 * anchor[:, j + 2] + anchor[:, j] for j in (0, 1))
        h, w = ((move[:, j] / 5).exp() * anchor[:, j] for j in (2, 3))
        boxes.append(torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1))
    return torch.cat(scores), torch.cat(boxes)


def photograph(name):
    return torch.tensor(np.array(Image.open(root / "images/photos" / name).convert("RGB"))).permute(2, 0, 1)[None].float()


cat = F.interpolate(photograph("chelsea.png")[..., 75:375], size=(96, 96), mode="bilinear", align_corners=False) / 127.5 - 1
middle, last = backbone(cat)
tensors = {"cat": cat, "features": last.mean((2, 3)), "middle_features": middle.mean((2, 3))}
for name in ("astronaut.png", "camera.png", "chelsea.png", "coffee.png"):
    picture = F.interpolate(photograph(name), size=(300, 300), mode="bilinear", align_corners=False, antialias=True) / 127.5 - 1
    scores, boxes = detector(picture)
    best, places = scores.max(0)
    tensors[f"{name}.scores"], tensors[f"{name}.boxes"] = best, boxes[places]
write(here / "mobilenetv2.safetensors", {name: ("F32", tensor.numpy()) for name, tensor in tensors.items()})
