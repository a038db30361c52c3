import torch

g = torch.tensor([1e-3, 1e-6, 1e-9])
for scale in (1, 2**10):
    half = (g * scale).half()  # kept in fp16
    back = half.float() / scale
    print([f"{x:.0e}" for x in back.tolist()])
