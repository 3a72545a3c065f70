/** When two models are one: the same steps at the same places. */
import type { Unit } from '../../python/syntax';
import type { Model } from '../graph';

/** The same class traced twice with the same steps is one model; a more concrete trace replaces the class on its own. */
export function withoutRepeats(models: readonly Model[], keyOf = signatureOf): readonly Model[] {
  const kept = new Map<string, Model>();
  for (const model of models) {
    const signature = keyOf(model);
    const earlier = kept.get(signature);
    // Of a model and its copy the one that meets a loss says more.
    if (earlier === undefined || (earlier.losses.length === 0 && model.losses.length > 0))
      kept.set(signature, model);
  }
  return [...kept.values()];
}

const unitNumbers = new WeakMap<Unit, number>();
let unitCount = 0;
function numberOfUnit(unit: Unit): number {
  let number = unitNumbers.get(unit);
  if (number === undefined) {
    unitCount += 1;
    number = unitCount;
    unitNumbers.set(unit, number);
  }
  return number;
}

const signatures = new WeakMap<Model, string>();

export function signatureOf(model: Model): string {
  let signature = signatures.get(model);
  if (signature === undefined) signatures.set(model, (signature = describe(model)));
  return signature;
}

function describe(model: Model): string {
  return model.nodes
    .map(
      (node) =>
        `${node.qualifiedName}@${numberOfUnit(node.place.unit)}:${node.place.start}<${node.inputs.join(',')}`,
    )
    .join(';');
}
