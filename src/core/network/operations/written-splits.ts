/** A `split` that takes the number of pieces, as shapes read it: under PyTorch's name for what it does. */
import { lastPart } from '../../python/dotted-name';
import type { WrittenCall } from '../machine/given';
import type { CallArguments } from '../machine/values';

/** Names of the argument that says how many pieces there are, how long they are, or where to cut. */
export const PIECES = [
  ...['chunks', 'split_size_or_sections', 'split_size', 'split_sizes', 'num_or_size_splits'],
  ...['indices_or_sections', 'sections', 'indices', 'tensor_indices_or_sections'],
] as const;

/** @param list what a list says in place of the number: how long the pieces are, or where to cut */
export function writtenWithSplits(name: string, given: CallArguments, list: 'lengths' | 'cuts'): WrittenCall {
  const own = lastPart(name);
  if (own !== 'split' && own !== 'array_split') return { name: own, given };
  const pieces = given.positional[1] ?? given.keywords.get('num_or_size_splits');
  return { name: list === 'lengths' && pieces?.kind === 'list' ? 'split_with_sizes' : 'tensor_split', given };
}
