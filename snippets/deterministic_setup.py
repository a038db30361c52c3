"""Switches for bitwise repeatable PyTorch on one machine."""

import os

import torch

# cuBLAS: a fixed workspace, chosen before the GPU is first used
os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"
# cuDNN: no timing race among convolution algorithms
torch.backends.cudnn.benchmark = False
# every operator: a deterministic kernel, or an error
torch.use_deterministic_algorithms(True)

same_slot = torch.tensor([0, 0])
try:
    torch.zeros(3).put_(same_slot, torch.tensor([1.0, 2.0]))  # which one wins?
except RuntimeError as error:
    print("put_:", type(error).__name__)
