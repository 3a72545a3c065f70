# Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
# Mistake: A home-made focal loss takes the logarithm of a softmax.
import torch
import torch.nn.functional as F


def focal_loss(logits, target, gamma=2.0):
    log_probability = torch.log(F.softmax(logits, dim=1))
    log_probability = log_probability.gather(1, target[:, None]).squeeze(1)
    probability = log_probability.exp()
    return (-((1 - probability) ** gamma) * log_probability).mean()


scores = torch.randn(8, 4, requires_grad=True) * 50
loss = focal_loss(scores, torch.randint(0, 4, (8,)))
loss.backward()
