/** What code asks of its surroundings: versions, modes, packages, precision. */
import { packageNames, rootOf } from '../../frameworks';
import type { LibraryContext } from '../library';
import { constantValue, none, truthValue, type Value } from '../value';
import { knownRoots } from './libraries';
import type { NamedCalls } from './named-call';

/** Whether anything is known of the package that a module or a name belongs to. */
export const isKnownPackage = (name: string): boolean =>
  knownRoots.has(rootOf(name)) || packageNames.has(rootOf(name));

/** What `finfo` says of numbers of 64 bits, with which curves are drawn, and of 32 bits. */
const precisions: Readonly<Record<LibraryContext['digits'], Readonly<Record<string, number>>>> = {
  double: { eps: Number.EPSILON, tiny: 2.2250738585072014e-308, max: Number.MAX_VALUE },
  single: { eps: 2 ** -23, tiny: 2 ** -126, max: 3.4028234663852886e38 },
};

function finfo(digits: LibraryContext['digits']): Value {
  const { eps = NaN, tiny = NaN, max = NaN } = precisions[digits];
  const entries = Object.entries({ eps, tiny, max, min: -max, smallest_normal: tiny });
  return {
    kind: 'dictionary',
    entries: new Map(entries.map(([name, value]) => [name, { ...constantValue(value), python: true }])),
  };
}

export const surroundings: NamedCalls = [
  [
    'torch.jit.is_scripting torch.jit.is_tracing torch.onnx.is_in_onnx_export torch.compiler.is_compiling torch.is_autocast_enabled torch.cuda.is_available',
    () => truthValue(false),
  ],
  ['torch.is_grad_enabled', ({ context }) => truthValue(context.mode === 'training')],
  ['packaging.version.parse packaging.version.Version distutils.version.LooseVersion', ({ head }) => head],
  [
    'importlib.util.find_spec',
    ({ head }) =>
      head?.kind === 'text'
        ? isKnownPackage(head.value)
          ? { kind: 'text', value: head.value }
          : none
        : undefined,
  ],
  ['torch.finfo numpy.finfo jax.numpy.finfo', ({ context }) => finfo(context.digits)],
  ['keras.backend.epsilon keras.config.epsilon', () => ({ ...constantValue(1e-7), python: true })],
  ['keras.backend.floatx', () => ({ kind: 'opaque', name: 'floatx' })],
];
