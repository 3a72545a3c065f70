import { importedAs } from '../../frameworks';
import type { Bindings } from '../../python/names';
import type { Place } from '../../python/syntax';

/** How a document can write a canonical name with the imports it has: `tf.nn.relu` is `tensorflow.nn.relu` to an import, `keras` may be TensorFlow's. */
export function spellingOf(bindings: Bindings, canonical: string, at: Place): string | undefined {
  for (const name of importedAs(canonical)) {
    const spelling = bindings.spellingOf(name, at);
    if (spelling !== undefined) return spelling;
  }
  return undefined;
}
