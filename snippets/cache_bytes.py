import torch

layers, heads, d = 80, 64, 128  # a 70 B model
bf16 = {"dtype": torch.bfloat16, "device": "meta"}
kept = {  # of one token, in one layer
    "MHA": torch.empty(2, heads, d, **bf16),
    "GQA, 8 groups": torch.empty(2, 8, d, **bf16),
    "MQA": torch.empty(2, 1, d, **bf16),
    "MLA": torch.empty(512 + 64, **bf16),
}
for name, cache in kept.items():
    total = layers * cache.nbytes / 1024
    print(f"{name}: {total:.0f} KiB a token")
