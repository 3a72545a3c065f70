/** Which model somebody means who points at an offset of a document. */
import { absoluteRange } from '../python/offsets';
import { isNetwork, type Model, type ModuleTrace } from '../network/graph';
import type { Definition } from '../network/trace/definitions';
import { networksFrom, passedOver } from '../network/trace/variants';
import { ascending } from '../numerics/order';
import type { SourceModule } from '../python/syntax';

/** Offset at which a model stands; infinite for one in another document. */
const startOf = (model: Model, module: SourceModule): number =>
  absoluteRange(model.place, module)?.start ?? Number.POSITIVE_INFINITY;

/** By where they stand. */
export function inDocumentOrder(models: readonly Model[], module: SourceModule): readonly Model[] {
  const starts = new Map(models.map((model) => [model, startOf(model, module)]));
  const start = (model: Model): number => starts.get(model) ?? 0;
  return [...models].sort((a, b) => ascending(start(a), start(b)));
}

/**
 * Models of the definition or statement at an offset, then those that begin before it, then all others, the nearest first each. A variant
 * that tracing passed over is traced if it is the nearest.
 */
export function modelsNear(
  offset: number,
  module: SourceModule,
  trace: ModuleTrace,
  traceVariant: (variant: Definition) => ModuleTrace,
): readonly Model[] {
  const unit = module.unitAt(offset);
  const here = new Set(unit === undefined ? [] : networksFrom(trace, unit));
  const others = trace.models.filter(isNetwork);
  const variant = nearestBefore(offset, module, passedOver(trace));
  const isNearest = (base: number): boolean =>
    !others.some((model) => {
      const start = startOf(model, module);
      return start > base && start <= offset;
    });
  let further: readonly Model[] = [];
  if (variant !== undefined && here.size === 0 && isNearest(module.baseOf(variant.unit) ?? 0)) {
    further = networksFrom(traceVariant(variant), variant.unit);
    if (variant.unit === unit) for (const model of further) here.add(model);
  }
  const ranked = [...new Set([...here, ...others, ...further])].map((model) => {
    const start = startOf(model, module);
    return {
      model,
      rank: here.has(model) ? 0 : start <= offset ? 1 : 2,
      distance: Math.abs(start - offset),
    };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || ascending(a.distance, b.distance))
    .map(({ model }) => model);
}

function nearestBefore(
  offset: number,
  module: SourceModule,
  variants: readonly Definition[],
): Definition | undefined {
  let nearest: Definition | undefined;
  let best = -1;
  for (const variant of variants) {
    const base = module.baseOf(variant.unit) ?? -1;
    if (base <= offset && base > best) [nearest, best] = [variant, base];
  }
  return nearest;
}
