import math

import torch
from torch.nn.functional import cross_entropy, normalize

torch.manual_seed(0)


def clip_loss(image, text, log_scale):
    image = normalize(image, dim=-1)
    text = normalize(text, dim=-1)
    logits = log_scale.exp() * image @ text.T
    target = torch.arange(len(logits))
    per_image = cross_entropy(logits, target)
    per_text = cross_entropy(logits.T, target)
    return (per_image + per_text) / 2


image = torch.randn(64, 512)
text = image + torch.randn(64, 512)  # captions that fit
log_scale = torch.tensor(math.log(1 / 0.07))  # learned; this is its start
print(f"paired   {clip_loss(image, text, log_scale).item():.2f}")
print(f"shuffled {clip_loss(image, text.roll(1, 0), log_scale).item():.1f}")
print(f"chance   {math.log(64):.2f}")
