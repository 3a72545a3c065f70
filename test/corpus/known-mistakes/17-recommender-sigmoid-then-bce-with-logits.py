# Source: https://github.com/yudi-mars/daisyRec/pull/15
# Mistake: The neural recommender's prediction is a probability already when BCEWithLogitsLoss takes it.
import torch
import torch.nn as nn


class NeuMF(nn.Module):
    def __init__(self, user_num, item_num, factors=32):
        super().__init__()
        self.embed_user = nn.Embedding(user_num, factors)
        self.embed_item = nn.Embedding(item_num, factors)
        self.mlp = nn.Sequential(nn.Linear(2 * factors, factors), nn.ReLU(), nn.Linear(factors, 8), nn.ReLU())
        self.predict_layer = nn.Linear(8, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, user, item):
        vector = torch.cat((self.embed_user(user), self.embed_item(item)), -1)
        prediction = self.sigmoid(self.predict_layer(self.mlp(vector)))
        return prediction.view(-1)

    def fit(self, loader, epochs=20):
        optimizer = torch.optim.Adam(self.parameters(), lr=0.001)
        criterion = nn.BCEWithLogitsLoss(reduction="sum")
        for _ in range(epochs):
            for user, item, label in loader:
                self.zero_grad()
                prediction = self.forward(user, item)
                loss = criterion(prediction, label)
                loss.backward()
                optimizer.step()
