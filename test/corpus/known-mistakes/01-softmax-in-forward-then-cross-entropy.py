# Source: https://github.com/nishnik/Deep-Semantic-Similarity-Model-PyTorch/issues/2
# Mistake: The forward pass ends in softmax, and CrossEntropyLoss applies log-softmax to it again.
import torch
import torch.nn as nn
import torch.optim as optim


class QueryMatcher(nn.Module):
    def __init__(self, vocabulary=3000, semantic=128, candidates=5):
        super().__init__()
        self.encode = nn.Linear(vocabulary, 300)
        self.semantic = nn.Linear(300, semantic)
        self.score = nn.Linear(semantic, candidates)

    def forward(self, query):
        hidden = torch.tanh(self.encode(query))
        hidden = torch.tanh(self.semantic(hidden))
        scores = self.score(hidden)
        return torch.softmax(scores, dim=1)


model = QueryMatcher()
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)

for step in range(100):
    queries = torch.rand(16, 3000)
    clicked = torch.randint(0, 5, (16,))
    optimizer.zero_grad()
    loss = criterion(model(queries), clicked)
    loss.backward()
    optimizer.step()
