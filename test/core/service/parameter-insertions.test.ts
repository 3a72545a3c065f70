import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

/** The document with every parameter that can be added to the call at `piece` added with the value 7. */
function added(code: string, piece: string): string {
  const lens = createLensService().update('file:///model.py', 1, code);
  const use = lens.activationAt(code.indexOf(piece) + piece.length - 1);
  if (use === undefined) throw new Error(`no activation at ${piece}`);
  return Object.values(use.parameterInsertions).reduceRight(
    (text, { offset, prefix }) => `${text.slice(0, offset)}${prefix}7${text.slice(offset)}`,
    code,
  );
}
const torch = 'import torch.nn as nn\nimport torch.nn.functional as F\n';

describe('parameters that a call does not write out', () => {
  it('are added under the API’s own names', () => {
    expect(added(`${torch}a = nn.LeakyReLU()\n`, 'nn.LeakyReLU')).toBe(
      `${torch}a = nn.LeakyReLU(negative_slope=7)\n`,
    );
    expect(added(`${torch}a = F.leaky_relu(x)\n`, 'F.leaky_relu')).toBe(
      `${torch}a = F.leaky_relu(x, negative_slope=7)\n`,
    );
    expect(added('import tensorflow as tf\na = tf.nn.leaky_relu(x)\n', 'tf.nn.leaky')).toBe(
      'import tensorflow as tf\na = tf.nn.leaky_relu(x, alpha=7)\n',
    );
  });
  it('go behind the last argument, on a line of their own where it has one', () => {
    expect(added(`${torch}a = nn.Softplus(\n    beta=2,  # steep\n)\n`, 'nn.Softplus')).toBe(
      `${torch}a = nn.Softplus(\n    beta=2,\n    threshold=7,  # steep\n)\n`,
    );
  });
  it('are none where they stand there already, without a call, or where arguments are unpacked', () => {
    for (const text of ['nn.LeakyReLU(0.2)', 'nn.LeakyReLU', 'nn.LeakyReLU(**options)'])
      expect(added(`${torch}a = ${text}\n`, 'nn.Leaky')).toBe(`${torch}a = ${text}\n`);
  });
});
