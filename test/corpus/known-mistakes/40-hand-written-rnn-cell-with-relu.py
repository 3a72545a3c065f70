# Source: https://github.com/chenxie95/deeplearning_course_sjtu/issues/31
# Mistake: A recurrent network written by hand passes its state through ReLU at every step.
import torch
import torch.nn as nn
import torch.nn.functional as F


class CharRNN(nn.Module):
    def __init__(self, characters=57, hidden=128, categories=18):
        super().__init__()
        self.hidden = hidden
        self.i2h = nn.Linear(characters, hidden)
        self.h2h = nn.Linear(hidden, hidden)
        self.h2o = nn.Linear(hidden, categories)

    def forward(self, line):
        state = torch.zeros(line.size(1), self.hidden)
        for letter in line:
            state = F.relu(self.i2h(letter) + self.h2h(state))
        return self.h2o(state)


model = CharRNN()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.005)
loss = criterion(model(torch.rand(12, 4, 57)), torch.randint(0, 18, (4,)))
loss.backward()
optimizer.step()
