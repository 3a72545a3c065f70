/** Parameters that releases of PyTorch after 1.13 have, which the reference and the installed package are of; the census holds the tables against 2.13. */
const parameters: ReadonlyMap<string, readonly string[]> = new Map([
  ['torch.nn.Embedding', ['_freeze']],
  ['torch.nn.LayerNorm', ['bias']],
  ['torch.nn.Transformer', ['bias']],
  ['torch.nn.TransformerEncoderLayer', ['bias']],
  ['torch.nn.TransformerDecoderLayer', ['bias']],
  ['torch.optim.NAdam', ['decoupled_weight_decay']],
  ['torch.optim.RAdam', ['decoupled_weight_decay']],
  ['torch.optim.RMSprop', ['capturable']],
]);

export const newerParameters = (qualifiedName: string): readonly string[] =>
  parameters.get(qualifiedName) ?? [];
