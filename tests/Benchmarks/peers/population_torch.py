"""Gradient descent on the population risk of a single neuron by PyTorch's automatic differentiation, float64."""
import numpy as np
import torch
from contestant import serve, settings

# A descent takes as long in every step, so a part of a long one is enough: part=30 makes a thirtieth of the steps and counts them thirty times.
s = settings(units=200, inputs=100, steps=50, rate=1e-3, threads=1, whole=0, part=1)
torch.set_num_threads(s["threads"])
m, d = s["units"], s["inputs"]
inner = torch.randn(m, d, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
start = torch.zeros(m, dtype=torch.float64), inner / inner.norm(dim=1, keepdim=True)
first = torch.zeros(d, dtype=torch.float64)
first[0] = 1


def kernel(cosine, norms):
    cosine = cosine.clamp(-1 + 1e-15, 1 - 1e-15)
    angle = torch.acos(cosine)
    return norms * (torch.sqrt(1 - cosine * cosine) + (np.pi - angle) * cosine)


def risk(a, b):
    norm = b.norm(dim=1)
    unit = b / norm[:, None]
    between = kernel(unit @ unit.T, norm[:, None] * norm[None, :])
    target = kernel(unit @ first, norm)
    return a @ between @ a - 2 * a @ target + np.pi


def run():
    a, b = (value.clone().requires_grad_() for value in start)
    for _ in range(s["steps"] // s["part"]):
        grad_a, grad_b = torch.autograd.grad(risk(a, b), (a, b))
        with torch.no_grad():
            a -= s["rate"] * grad_a
            b -= s["rate"] * grad_b


if s["whole"]:
    serve(run, 1 / s["part"])
else:
    serve(run, s["steps"], 3.0 * m * m * d)
