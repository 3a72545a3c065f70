/** torch.nn.init.calculate_gain, PyTorch 1.13 to 2.x. */

/** Catalogue-independent: the names are PyTorch's. */
const gains: ReadonlyMap<string, number> = new Map([
  ...[
    'linear',
    'conv1d',
    'conv2d',
    'conv3d',
    'conv_transpose1d',
    'conv_transpose2d',
    'conv_transpose3d',
    'sigmoid',
  ].map((name): [string, number] => [name, 1]),
  ['tanh', 5 / 3],
  ['relu', Math.SQRT2],
  ['selu', 3 / 4],
]);

/**
 * The gain that PyTorch uses for a nonlinearity; `slope` is read for `leaky_relu` alone (default 0.01). Undefined where PyTorch raises
 * ValueError: `gelu`, `silu`, `elu` and all others are not in its table.
 */
export function calculateGain(nonlinearity: string, slope?: number): number | undefined {
  if (nonlinearity === 'leaky_relu') return Math.sqrt(2 / (1 + (slope ?? 0.01) ** 2));
  return gains.get(nonlinearity);
}
