"""Writes attribution.json: the saliency and the Grad-CAM map of torchvision's ResNet-18 with the weights by formula.

    /usr/bin/python3 tests/Reference/attribution.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from torchvision import models

from torchvision_models import tensor, uniform

SIZE, GAIN, TARGET, LAYER, STEP = 64, 2.5, 7, "layer3", 8

network = models.resnet18().eval()
for key, value in network.state_dict().items():
    if not key.endswith("num_batches_tracked"):
        value.copy_(tensor(key, value.shape, GAIN))

image = torch.from_numpy((4 * uniform("input", 3 * SIZE * SIZE) - 2).astype("float32")).reshape(1, 3, SIZE, SIZE)
image.requires_grad_(True)

kept = {}


def keep(module, inputs, output):
    output.retain_grad()
    kept["maps"] = output


getattr(network, LAYER).register_forward_hook(keep)
network(image)[0, TARGET].backward()

saliency = image.grad.abs().amax(1)[0]
maps = kept["maps"]
cam = F.relu((maps.grad.mean((2, 3), keepdim=True) * maps).sum(1, keepdim=True))
cam = F.interpolate(cam, size=(SIZE, SIZE), mode="bilinear", align_corners=False)[0, 0]
cam = cam / cam.max()


def every(picture):
    return [round(v, 7) for v in picture[::STEP, ::STEP].flatten().tolist()]


reference = {
    "inputSize": SIZE, "gain": GAIN, "target": TARGET, "layer": LAYER, "step": STEP,
    "saliency": every(saliency), "gradCam": every(cam),
}
path = pathlib.Path(__file__).parent / "attribution.json"
path.write_text(json.dumps(reference, separators=(",", ":")) + "\n")
print(saliency.min().item(), saliency.max().item(), (cam == 0).float().mean().item())
