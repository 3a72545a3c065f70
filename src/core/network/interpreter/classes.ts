/** Classes of the user: resolution order, members, and which framework class stands behind them. */
import { canonicalName, moduleBases } from '../../frameworks';
import { frontEndOf } from '../machine/front-end';
import { resolutionOrder } from '../../python/resolution-order';
import type { ClassDefinition, FunctionDefinition } from '../../python/syntax';
import type { Ancestry, ClassValue, FunctionValue, ObjectValue, Value } from '../machine/values';
import { functionValue } from './execute';
import { memberOf } from './class-bodies';
import type { Machine } from '../machine/machine';

/** The class and its user-defined ancestors, nearest first. */
export const orderOf = (value: ClassValue): readonly ClassValue[] =>
  (value.order ??= resolutionOrder(
    value,
    ({ bases }) => bases.filter((base) => base.kind === 'class'),
    ({ definition }) => definition,
  ));

/** The same for all instances: it is worked out once. */
function ancestryOf(value: ClassValue): Ancestry {
  return (value.ancestry ??= { base: frameworkBase(value), unknown: inheritsUnknown(value) });
}

export const baseOf = (value: ClassValue): string => ancestryOf(value).base;
export const hasUnknownBase = (value: ClassValue): boolean => ancestryOf(value).unknown;

/** Whether a class lists constants: `class Mode(str, Enum)`. Its members are their values. */
export const isEnumeration = (value: ClassValue): boolean =>
  orderOf(value).some(({ bases }) =>
    bases.some((base) => base.kind === 'external' && /^enum\.(?:Str|Int)?(?:Enum|Flag)$/.test(base.name)),
  );

function frameworkBase(value: ClassValue): string {
  const bases = orderOf(value).flatMap((ancestor) =>
    ancestor.bases.flatMap((base) => (base.kind === 'external' ? [canonicalName(base.name)] : [])),
  );
  const known = bases.find((name) => !genericBases.has(name) && hasBehaviour(name));
  return known ?? bases.find((name) => moduleBases.has(name)) ?? modelLikeBase(value);
}

/** Of the libraries that only name activations or train models, a class that the tables do not have gives nothing. */
const hasBehaviour = (name: string): boolean => {
  const frontEnd = frontEndOf(name);
  return frontEnd !== undefined && (frontEnd.hasClass?.(name) ?? true);
};

/** A base that cannot be read (another package's) is a module if the class has what modules have: `__init__` or not, a `forward`. */
function modelLikeBase(value: ClassValue): string {
  const order = orderOf(value);
  const foreign = order.some((ancestor) =>
    ancestor.bases.some(
      (base) => base.kind === 'unknown' || (base.kind === 'external' && !genericBases.has(base.name)),
    ),
  );
  if (!foreign) return 'object';
  const defines = (name: string): boolean =>
    order.some((ancestor) =>
      ancestor.definition.body.some((statement) => statement.kind === 'Function' && statement.name === name),
    );
  return defines('forward') || defines('training_step') ? 'torch.nn.Module' : 'object';
}

const genericBases = new Set([
  ...moduleBases,
  'builtins.object',
  'abc.ABC',
  'typing.Generic',
  'typing.Protocol',
  'typing.NamedTuple',
  'enum.Enum',
  'torch.autograd.Function',
]);

function inheritsUnknown(value: ClassValue): boolean {
  return orderOf(value).some((ancestor) => ancestor.bases.some((base) => base.kind === 'unknown'));
}

/** A member by name, looked for from `after` on (exclusive) where that is given. */
export function findMember(
  machine: Machine,
  value: ClassValue,
  name: string,
  after?: ClassValue,
): Value | undefined {
  const order = orderOf(value);
  const start = after === undefined ? 0 : placeInOrder(order, after) + 1;
  for (let index = start; index < order.length; index += 1) {
    const ancestor = order[index];
    const member = ancestor && memberOf(machine, ancestor, name);
    if (member !== undefined) return member;
  }
  return undefined;
}

const placeInOrder = (order: readonly ClassValue[], { definition }: ClassValue): number =>
  order.findIndex((ancestor) => ancestor.definition === definition);

/** The function behind `@name.setter`, if the nearest class that has the name wrote one. */
export function setterOf(machine: Machine, value: ClassValue, name: string): FunctionValue | undefined {
  const owner = orderOf(value).find(
    ({ definition }) => settersOf(definition).size > 0 && settersOf(definition).has(name),
  );
  const definition = owner && settersOf(owner.definition).get(name);
  if (owner === undefined || definition === undefined) return undefined;
  return { ...functionValue(machine, owner.scope, definition), owner };
}

/** Setters of class bodies by name, found once. */
const setters = new WeakMap<ClassDefinition, ReadonlyMap<string, FunctionDefinition>>();

function settersOf(definition: ClassDefinition): ReadonlyMap<string, FunctionDefinition> {
  const known = setters.get(definition);
  if (known !== undefined) return known;
  const found = new Map<string, FunctionDefinition>();
  for (const statement of definition.body)
    if (
      statement.kind === 'Function' &&
      statement.decorators.some((decorator) => decorator.kind === 'Attribute' && decorator.name === 'setter')
    )
      found.set(statement.name, statement);
  setters.set(definition, found);
  return found;
}

export function methodOf(machine: Machine, object: ObjectValue, name: string): Value | undefined {
  return object.class === undefined ? undefined : findMember(machine, object.class, name);
}
