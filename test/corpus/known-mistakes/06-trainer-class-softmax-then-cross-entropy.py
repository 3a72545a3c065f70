# Source: https://github.com/lansinuote/Huggingface_Toturials/issues/6
# Mistake: A trainer object holds model and loss; the model's output went through softmax already.
import torch


class Classifier(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(768, 2)

    def forward(self, features):
        out = self.fc(features)
        out = out.softmax(dim=1)
        return out


class Trainer:
    def __init__(self, learning_rate=5e-4):
        self.model = Classifier()
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=learning_rate)

    def step(self, features, labels):
        out = self.model(features)
        loss = self.criterion(out, labels)
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return (out.argmax(dim=1) == labels).float().mean()


trainer = Trainer()
for i in range(10):
    print(i, trainer.step(torch.randn(16, 768), torch.randint(0, 2, (16,))).item())
