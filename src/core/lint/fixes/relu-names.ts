/** What ReLU is called beside something else of the same framework: the function next to `F.sigmoid`, the module next to `nn.Linear`. */
import type { Bindings } from '../../python/names';
import type { Place } from '../../python/syntax';
import type { Spelling } from './imports';
import { spell } from './imports';

/** Qualified names of the function, by what stands beside it; the shortest that the document can write already is taken. */
const functionsBeside: readonly (readonly [beside: RegExp, names: readonly string[]])[] = [
  [/^torch\.nn\./, ['torch.nn.functional.relu']],
  [/^torch\./, ['torch.relu']],
  [/^tensorflow\.keras\.activations\./, ['tensorflow.keras.activations.relu']],
  [/^tensorflow\.keras\.backend\./, ['tensorflow.keras.backend.relu']],
  [/^keras\.activations\./, ['keras.activations.relu']],
  [/^keras\.backend\./, ['keras.backend.relu']],
  [/^keras\.ops\./, ['keras.ops.relu']],
  [/^tensorflow\.compat\.v1\./, ['tensorflow.compat.v1.nn.relu', 'tensorflow.nn.relu']],
  [/^tensorflow\./, ['tensorflow.nn.relu', 'tensorflow.compat.v1.nn.relu']],
  [/^flax\.nnx\./, ['flax.nnx.relu', 'jax.nn.relu']],
  [/^(?:flax|jax)\./, ['flax.linen.relu', 'jax.nn.relu']],
];

/** How the document writes the ReLU function that goes with a qualified name, as imported (`tensorflow.keras.layers.Dense`). */
export function reluFunction(bindings: Bindings, beside: string, at: Place): Spelling | undefined {
  const names = functionsBeside.find(([pattern]) => pattern.test(beside))?.[1] ?? [];
  const [known] = names
    .flatMap((name) => bindings.spellingOf(name, at) ?? [])
    .sort((one, other) => one.length - other.length);
  if (known !== undefined) return { text: known, edits: [] };
  const last = names[names.length - 1];
  // TensorFlow's parts are not importable on their own.
  return last === undefined || last.startsWith('tensorflow.') ? undefined : spell(bindings, last, at);
}

/** A layer object that is ReLU: `nn.ReLU()`, `layers.Activation('relu')`; in Flax the function itself is one. */
export function reluLayer(
  bindings: Bindings,
  beside: string,
  at: Place,
  quote: string,
): Spelling | undefined {
  if (beside.startsWith('torch.')) {
    const { text, edits } = spell(bindings, 'torch.nn.ReLU', at);
    return { text: `${text}()`, edits };
  }
  if (/^(?:flax|jax)\./.test(beside)) return reluFunction(bindings, beside, at);
  if (!/^(?:tensorflow\.)?keras\./.test(beside)) return undefined;
  const root = beside.startsWith('tensorflow.') ? 'tensorflow.keras' : 'keras';
  const { text, edits } = spell(bindings, `${root}.layers.Activation`, at);
  return { text: `${text}(${quote}relu${quote})`, edits };
}
