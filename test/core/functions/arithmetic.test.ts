/** Where functions fail in 32 bits, held against what PyTorch, TensorFlow and JAX gave (measure_arithmetic.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arithmeticOf } from '../../../src/core/functions/arithmetic';
import { found } from './support';

interface Measured {
  readonly points: readonly number[];
  readonly functions: readonly {
    readonly framework: 'torch' | 'tensorflow' | 'jax';
    readonly code: string;
    readonly values: readonly number[];
    readonly gradients: readonly number[];
  }[];
}
const file = join(__dirname, '../../fixtures/functions/arithmetic.json');
const { points, functions } = JSON.parse(readFileSync(file, 'utf8')) as Measured;

const imports = {
  torch: 'import torch\nimport torch.nn.functional as F\n',
  tensorflow: 'import tensorflow as tf\n',
  jax: 'import jax\nimport jax.numpy as jnp\n',
};
/** The derivative of `atan2` is not followed, nor that of a mask that is multiplied with, which XLA turns into a choice. */
const notFollowed = /atan2|arctan2|l2_normalize|^\(x>0\)\*jnp/u;

describe('values and gradients of 32 bits', () => {
  it.each(functions.filter(({ code }) => !notFollowed.test(code)))(
    'fail where those of $framework do: $code',
    ({ framework, code, values, gradients }) => {
      const { own, bindings } = found(`${imports[framework]}\n\ndef f(x):\n    return ${code}\n`, 'f');
      const [arithmetic] = arithmeticOf(own, bindings);
      if (!arithmetic) throw new Error('it is not followed');
      const runs = points.map((x) => ({ x, run: arithmetic.at(x, 'single') }));
      const isBad = (value: number | undefined) => value !== undefined && !Number.isFinite(value);
      expect({
        values: runs.filter(({ run }) => isBad(run?.value)).map(({ x }) => x),
        gradients: runs.filter(({ run }) => !isBad(run?.value) && isBad(run?.gradient)).map(({ x }) => x),
      }).toEqual({ values, gradients });
    },
  );
});
