/** Which frameworks a document uses, from what it imports: everybody skips documents that use none. */
import type { Framework } from './symbol';

const roots: ReadonlyMap<string, readonly Framework[]> = new Map<string, readonly Framework[]>([
  ['torch', ['torch']],
  ['torchvision', ['torch']],
  ['torchaudio', ['torch']],
  ['torchtext', ['torch']],
  ['lightning', ['torch']],
  ['pytorch_lightning', ['torch']],
  ['fastai', ['torch']],
  ['skorch', ['torch']],
  ['keras', ['keras']],
  ['tf_keras', ['keras']],
  ['tensorflow', ['tensorflow', 'keras']],
  ['tensorflow_addons', ['tensorflow']],
  ['jax', ['jax']],
  ['flax', ['jax']],
  ['optax', ['jax']],
  ['equinox', ['jax']],
  ['haiku', ['jax']],
  ['transformers', ['transformers']],
]);

/** `importedModules`: qualified module names as in `Bindings.importedModules`. */
export function frameworksOf(importedModules: Iterable<string>): ReadonlySet<Framework> {
  const frameworks = new Set<Framework>();
  for (const name of importedModules) {
    const root = name.slice(0, (name + '.').indexOf('.'));
    for (const framework of roots.get(root) ?? []) frameworks.add(framework);
  }
  return frameworks;
}
