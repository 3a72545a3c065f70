import { identicalEncoderLayers } from '../../../../src/core/lint/rules/identical-encoder-layers';
import { torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const layer = 'layer = nn.TransformerEncoderLayer(256, 8)';

ruleTester(identicalEncoderLayers, {
  torch: {
    valid: [
      torchModule([layer, 'self.encoder = nn.TransformerEncoder(layer, 1)'], ['return self.encoder(x)']),
      torchModule([layer, 'self.encoder = nn.TransformerEncoder(layer, depth)'], ['return self.encoder(x)']),
      {
        name: 'drawn again in a loop',
        code: torchModule(
          [
            layer,
            'self.encoder = nn.TransformerEncoder(layer, 6)',
            'for p in self.parameters():',
            '    if p.dim() > 1:',
            '        nn.init.xavier_uniform_(p)',
          ],
          ['return self.encoder(x)'],
        ),
      },
      {
        name: 'drawn again by apply',
        code: torchModule(
          [layer, 'self.encoder = nn.TransformerEncoder(layer, 6)', 'self.apply(initialise)'],
          ['return self.encoder(x)'],
        ),
      },
      {
        name: 'loaded',
        code: torchModule(
          [layer, 'self.encoder = nn.TransformerEncoder(layer, 6)'],
          ['return self.encoder(x)'],
          'net = Net()',
          "net.load_state_dict(torch.load('net.pt'))",
        ),
      },
      {
        name: 'a Transformer, which draws all of them itself',
        code: torchModule(['self.net = nn.Transformer(256, 8, 6, 6)'], ['return self.net(x, x)']),
      },
      torchModule(
        ['self.layers = nn.ModuleList([nn.TransformerEncoderLayer(256, 8) for _ in range(6)])'],
        ['for layer in self.layers:', '    x = layer(x)', 'return x'],
      ),
    ],
    invalid: [
      {
        code: torchModule(
          [layer, 'self.encoder = ⟦nn.TransformerEncoder(layer, 6)⟧'],
          ['return self.encoder(x)'],
        ),
        severity: 'information',
        message: /^nn\.TransformerEncoder copies one layer: all 6 start with the same weights\./,
        fixes: {
          'Draw the weights of each layer anew (changes training)': [
            'for p in self.encoder.parameters():',
            'if p.dim() > 1:',
            'nn.init.xavier_uniform_(p)',
          ],
        },
      },
      {
        name: 'weights of other layers drawn, as in PyTorch’s tutorial',
        code: torchModule(
          [
            'self.embedding = nn.Embedding(1000, 256)',
            layer,
            'self.encoder = ⟦nn.TransformerEncoder(layer, num_layers=6)⟧',
            'self.embedding.weight.data.uniform_(-0.1, 0.1)',
          ],
          ['return self.encoder(self.embedding(x))'],
        ),
      },
      torchModule(
        ['self.decoder = ⟦nn.TransformerDecoder(nn.TransformerDecoderLayer(64, 4), 3)⟧'],
        ['return self.decoder(x, x)'],
      ),
      {
        name: 'at the top level',
        code: `
          import torch
          from torch import nn
          layer = nn.TransformerEncoderLayer(64, 4, batch_first=True)
          encoder = ⟦nn.TransformerEncoder(layer, num_layers=2)⟧
          out = encoder(torch.randn(2, 10, 64))
        `,
        fixes: {
          'Draw the weights of each layer anew (changes training)': `
            import torch
            from torch import nn
            layer = nn.TransformerEncoderLayer(64, 4, batch_first=True)
            encoder = nn.TransformerEncoder(layer, num_layers=2)
            for p in encoder.parameters():
                if p.dim() > 1:
                    nn.init.xavier_uniform_(p)
            out = encoder(torch.randn(2, 10, 64))
          `,
        },
      },
    ],
  },
});
