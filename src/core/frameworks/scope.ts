/** Names and `self` attributes that are bound exactly once in their scope, for following a value from where it is made to where it is used. */
import type { ClassDefinition, Expression } from '../python/syntax';

/** `null` stands for a name that is bound more than once, or to something that has no expression of its own. */
export type NameTable = Map<string, Expression | null>;

export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly parent: Scope | undefined;
  readonly names: NameTable;
  /** For classes: what `self.x = …` binds in its methods. */
  readonly attributes: NameTable;
  /** For methods: the name of the first parameter. */
  readonly selfName: string | undefined;
  /** For classes: its definition. */
  readonly definition: ClassDefinition | undefined;
}

export function newScope(
  kind: Scope['kind'],
  parent: Scope | undefined,
  {
    selfName,
    definition,
  }: { readonly selfName?: string | undefined; readonly definition?: ClassDefinition } = {},
): Scope {
  return { kind, parent, names: new Map(), attributes: new Map(), selfName, definition };
}

export function bindOnce(holdings: NameTable, name: string, value: Expression | undefined): void {
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

/** What an expression stands for: a value bound in sight, a name of the module level, or an attribute that only a base class can bind. */
export type Held =
  | { readonly kind: 'value'; readonly value: Expression | null }
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'base'; readonly name: string; readonly definition: ClassDefinition };

export function heldBy(expression: Expression, scope: Scope): Held | undefined {
  if (expression.kind === 'Name') {
    const value = heldName(scope, expression.id);
    return value === 'module' ? { kind: 'module', name: expression.id } : { kind: 'value', value };
  }
  if (expression.kind !== 'Attribute') return undefined;
  const owner = classOfSelf(scope, expression.object);
  if (owner === undefined) return undefined;
  const value = owner.attributes.get(expression.name);
  if (value !== undefined) return { kind: 'value', value };
  const { definition } = owner;
  const mayInherit = definition?.arguments.some(
    ({ form, value: base }) => form === 'positional' && base.kind === 'Name',
  );
  return definition !== undefined && mayInherit === true
    ? { kind: 'base', name: expression.name, definition }
    : undefined;
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
