/** Edits by chance, sent one by one: in the end the diagnostics are those of the same text opened afresh. */
import { randomFrom } from '../fuzz/random';
import { mutate } from '../fuzz/mutations';
import { TestClient } from './client';

const START = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 4)
        self.loss = nn.CrossEntropyLoss()
        nn.init.xavier_uniform_(self.a.weight)

    def forward(self, x, y):
        h = torch.relu(self.a(x))
        return self.loss(torch.softmax(self.b(h), -1), y)

rnn = nn.RNN(10, 20, nonlinearity='relu')
y = torch.log(torch.softmax(x, 0))
`;
/** After so many edits the two are compared and a new text begins. */
const EDITS_A_TEXT = 20;

/** What differs, if anything does. */
export async function randomEdits(cli: string, edits: number, seed: number): Promise<string | undefined> {
  const capabilities = { textDocument: { diagnostic: {} } };
  const client = await TestClient.start(cli, { capabilities });
  const random = randomFrom(seed);
  const pull = (uri: string) =>
    client.connection.sendRequest<{ readonly items: readonly unknown[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
  try {
    for (let done = 0; done < edits; done += EDITS_A_TEXT) {
      const uri = `untitled:edited${String(done)}.py`;
      let text = START;
      await client.open(uri, text);
      for (let edit = 0; edit < EDITS_A_TEXT; edit += 1) {
        const { start, end, newText } = mutate(random, text);
        await client.edit(uri, [
          { range: { start: positionIn(text, start), end: positionIn(text, end) }, text: newText },
        ]);
        text = text.slice(0, start) + newText + text.slice(end);
        // Now and then somebody looks in between.
        if (random.chance(0.3)) await pull(uri);
      }
      const afresh = `untitled:afresh${String(done)}.py`;
      await client.open(afresh, text);
      const [one, other] = [await pull(uri), await pull(afresh)].map(({ items }) =>
        JSON.stringify(items).replaceAll(/untitled:(?:edited|afresh)/g, ''),
      );
      if (one !== other)
        return `after ${String(done + EDITS_A_TEXT)} edits of seed ${String(seed)}:\n${text}\n${one ?? ''}\n${other ?? ''}`;
      await client.close(uri);
      await client.close(afresh);
    }
    return undefined;
  } finally {
    await client.stop();
  }
}

/** Lines end as the protocol has it: with `\n`, `\r\n` or a lone `\r`. */
function positionIn(text: string, offset: number): { readonly line: number; readonly character: number } {
  let [line, start] = [0, 0];
  for (let at = 0; at < offset; at += 1) {
    const isBreak = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
    if (!isBreak) continue;
    line += 1;
    start = at + 1;
  }
  return { line, character: offset - start };
}
