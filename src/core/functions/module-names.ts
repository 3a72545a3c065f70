import type { Expression, SourceModule } from '../python/syntax';

const kept = new WeakMap<SourceModule, ReadonlyMap<string, Expression | undefined>>();

/** What a module-level name is assigned, if it is assigned exactly once: `act = nn.GELU()`, `ALPHA = torch.tensor(0.5)`. */
export function moduleExpression(module: SourceModule, name: string): Expression | undefined {
  let assigned = kept.get(module);
  if (!assigned) {
    const found = new Map<string, Expression | undefined>();
    for (const unit of module.units) {
      for (const statement of unit.body) {
        if (statement.kind !== 'Assign') continue;
        for (const target of statement.targets) {
          if (target.kind !== 'Name') continue;
          // A second assignment makes the name's value a matter of time.
          found.set(target.id, found.has(target.id) ? undefined : statement.value);
        }
      }
    }
    assigned = found;
    kept.set(module, assigned);
  }
  return assigned.get(name);
}
