# Source: https://github.com/NVIDIA/VariantWorks/pull/134
# Mistake: The recurrent network applies a softmax module to every step, and the loss applies another.
import torch
import torch.nn as nn


class ConsensusRNN(nn.Module):
    """Predicts one of five bases at every position of a pileup."""

    def __init__(self, input_size=10, hidden_size=128, classes=5):
        super().__init__()
        self.gru = nn.GRU(input_size, hidden_size, num_layers=2, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(2 * hidden_size, classes)
        self.softmax = nn.Softmax(dim=2)

    def forward(self, pileup):
        encoded, _ = self.gru(pileup)
        return self.softmax(self.classifier(encoded))


def main():
    model = ConsensusRNN()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(50):
        pileup, bases = torch.rand(4, 90, 10), torch.randint(0, 5, (4, 90))
        prediction = model(pileup).permute(0, 2, 1)
        loss = loss_function(prediction, bases)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


main()
