/** What the frameworks' `split` takes: PyTorch's the length of a piece, TensorFlow's the number of pieces or their lengths, NumPy's the number or where to cut. */
import type { WrittenCall } from '../network/machine/given';
import type { CallArguments } from '../network/machine/values';
import { lastPart } from '../python/dotted-name';

/** A call as shapes read it, with the name that PyTorch has for what another framework's `split` does. */
export function writtenWith(name: string, given: CallArguments): WrittenCall {
  const own = lastPart(name);
  if (own !== 'split' && own !== 'array_split') return { name: own, given };
  const pieces = given.positional[1] ?? given.keywords.get('num_or_size_splits');
  const takesLengths = name === 'tf.split' && pieces?.kind === 'list';
  return { name: takesLengths ? 'split_with_sizes' : 'tensor_split', given };
}
