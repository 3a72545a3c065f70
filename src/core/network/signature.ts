/** When two models are one: the same steps at the same places. */
import type { Unit } from '../python/syntax';
import type { Model } from './graph';

/** The same class traced twice with the same steps is one model; a more concrete trace replaces the class on its own. */
export function withoutRepeats(models: readonly Model[], keyOf = signatureOf): readonly Model[] {
  const seen = new Set<string>();
  return models.filter((model) => {
    const signature = keyOf(model);
    if (seen.has(signature)) return false;
    seen.add(signature);
    return true;
  });
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
