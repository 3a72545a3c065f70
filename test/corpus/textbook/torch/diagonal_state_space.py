"""S4D: a diagonal state space model."""

import math

import torch
from torch import nn


class S4D(nn.Module):
    def __init__(self, d, n=64):
        super().__init__()
        self.log_dt = nn.Parameter(torch.rand(d) * (math.log(0.1) - math.log(0.001)) + math.log(0.001))
        self.C = nn.Parameter(torch.randn(d, n // 2, 2))
        self.log_A = nn.Parameter(torch.log(0.5 * torch.ones(d, n // 2)))
        self.A_im = nn.Parameter(math.pi * torch.arange(n // 2).repeat(d, 1).float())
        self.D = nn.Parameter(torch.randn(d))
        self.out = nn.Sequential(nn.Conv1d(d, 2 * d, 1), nn.GLU(dim=1))
        self.act = nn.GELU()

    def forward(self, u):
        L = u.size(-1)
        dt = self.log_dt.exp()
        C = torch.view_as_complex(self.C)
        A = -self.log_A.exp() + 1j * self.A_im
        K = (A * dt[:, None])[..., None] * torch.arange(L)
        C = C * (torch.exp(A * dt[:, None]) - 1.0) / A
        k = 2 * torch.einsum("hn,hnl->hl", C, torch.exp(K)).real
        y = torch.fft.irfft(torch.fft.rfft(u, n=2 * L) * torch.fft.rfft(k, n=2 * L), n=2 * L)[..., :L]
        return self.out(self.act(y + u * self.D[:, None]))
