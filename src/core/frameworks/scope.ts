/** Names and `self` attributes that are bound exactly once in their scope, for following a value from where it is made to where it is used. */
import type { Expression, Place } from '../python/syntax';

/** `null` stands for a name that is bound more than once, or to something that has no expression of its own. */
export type Holdings = Map<string, Expression | null>;

export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly parent: Scope | undefined;
  readonly names: Holdings;
  /** For classes: what `self.x = …` binds in its methods. */
  readonly attributes: Holdings;
  /** For methods: the name of the first parameter. */
  readonly selfName: string | undefined;
}

export function newScope(kind: Scope['kind'], parent: Scope | undefined, selfName?: string): Scope {
  return { kind, parent, names: new Map(), attributes: new Map(), selfName };
}

export function bindOnce(holdings: Holdings, name: string, value: Expression | undefined): void {
  holdings.set(name, holdings.has(name) || value === undefined ? null : value);
}

/** The class whose instance `object` is, when it is the `self` of an enclosing method. */
export function classOfSelf(scope: Scope, object: Expression): Scope | undefined {
  if (object.kind !== 'Name') return undefined;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind !== 'function') continue;
    if (at.selfName === object.id) return at.parent;
    if (at.names.has(object.id)) return undefined;
  }
  return undefined;
}

/** Where a name is looked up beyond the functions around it: `module` when no function binds it. */
export function heldName(scope: Scope, name: string): Expression | null | 'module' {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind === 'module') break;
    // Names of a class body are not seen from its methods.
    if (at.kind === 'class' && at !== scope) continue;
    const held = at.names.get(name);
    if (held !== undefined) return held;
  }
  return 'module';
}

/** Binds everything that an assignment's target binds. Only a plain name or attribute takes the value as it is. */
export function bindTarget(scope: Scope, target: Expression, value: Expression | undefined): void {
  switch (target.kind) {
    case 'Name':
      bindOnce(scope.names, target.id, value);
      break;
    case 'Attribute': {
      const owner = classOfSelf(scope, target.object);
      if (owner !== undefined) bindOnce(owner.attributes, target.name, value);
      break;
    }
    case 'Tuple':
    case 'List':
      bindElements(scope, target.elements, value);
      break;
    case 'Starred':
      bindTarget(scope, target.value, undefined);
      break;
  }
}

function bindElements(scope: Scope, targets: readonly Expression[], value: Expression | undefined): void {
  const values = value?.kind === 'Tuple' || value?.kind === 'List' ? value.elements : undefined;
  const paired = values?.length === targets.length && !values.some((v) => v.kind === 'Starred');
  targets.forEach((target, index) => {
    bindTarget(scope, target, paired ? values?.[index] : undefined);
  });
}

export function placeOf({ unit, start, end }: Place): Place {
  return { unit, start, end };
}
