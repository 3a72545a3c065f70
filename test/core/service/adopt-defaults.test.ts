import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { createLensService } from '../../../src/core/service';
import { adoptedDefaults } from '../../../src/core/service/adopt-defaults';

const header =
  'import jax\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\n';

/** What each edit makes of a line with an activation at `¦`, by the API whose default it takes. */
function adopted(line: string): ReadonlyMap<string, string> {
  const text = header + line.replace('¦', '');
  const use = createLensService()
    .update('file:///a.py', 1, text)
    .activationAt(header.length + line.indexOf('¦'));
  if (use === undefined) throw new Error('No activation stands there.');
  return new Map(
    adoptedDefaults(use).map(({ api, edit }) => [api, applyEdits(text, [edit]).slice(header.length)]),
  );
}

describe('the edit that takes another framework’s default', () => {
  it('writes the slope of Keras into PyTorch, and the other way round', () => {
    expect(adopted('act = nn.Leaky¦ReLU()').get('keras.layers.LeakyReLU')).toBe(
      'act = nn.LeakyReLU(negative_slope=0.3)',
    );
    expect(adopted('act = nn.Leaky¦ReLU(0.05, inplace=True)').get('keras.layers.LeakyReLU')).toBe(
      'act = nn.LeakyReLU(0.3, inplace=True)',
    );
    expect([...adopted('act = layers.Leaky¦ReLU(negative_slope=0.3)').values()]).toContain(
      'act = layers.LeakyReLU(negative_slope=0.01)',
    );
  });
  it('chooses the form of GELU', () => {
    expect([...adopted('y = F.ge¦lu(x)').values()]).toEqual(["y = F.gelu(x, approximate='tanh')"]);
    expect([...adopted('y = jax.nn.ge¦lu(x)').values()]).toEqual(['y = jax.nn.gelu(x, approximate=False)']);
  });
  it('is not there where the values are the same, or no argument can be written', () => {
    expect(adopted('act = nn.Si¦LU()').size).toBe(0);
    expect(adopted('act = nn.Leaky¦ReLU').size).toBe(0);
    expect(adopted('act = nn.Leaky¦ReLU(**options)').size).toBe(0);
  });
});
