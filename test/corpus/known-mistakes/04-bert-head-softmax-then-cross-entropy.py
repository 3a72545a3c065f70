# Source: https://github.com/sugi-chan/custom_bert_pipeline/issues/1
# Mistake: A classification head on top of BERT returns probabilities to a training loop with CrossEntropyLoss.
import torch
from torch import nn
from transformers import BertModel


class SentimentHead(nn.Module):
    def __init__(self, labels=2):
        super().__init__()
        self.bert = BertModel.from_pretrained("bert-base-uncased")
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(768, labels)

    def forward(self, input_ids, attention_mask):
        encoded = self.bert(input_ids, attention_mask=attention_mask)
        pooled = self.dropout(encoded.pooler_output)
        return self.classifier(pooled).softmax(dim=1)


def run_epoch(loader, device):
    model = SentimentHead().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
    criterion = nn.CrossEntropyLoss()
    for batch in loader:
        output = model(batch["input_ids"].to(device), batch["attention_mask"].to(device))
        loss = criterion(output, batch["labels"].to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
