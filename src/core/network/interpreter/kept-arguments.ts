/** Constructors that keep what they are given: Lightning's `self.save_hyperparameters()`, `@register_to_config` of diffusers. */
import type { Place } from '../../python/syntax';
import type { Machine } from '../machine/machine';
import {
  NONE,
  UNKNOWN,
  type CallArguments,
  type FunctionValue,
  type ObjectValue,
  type Scope,
  type Value,
} from '../machine/values';

/** What a constructor decorated with this is given is kept under `self.config`. */
const REGISTERED = 'register_to_config';

/** Keeps the arguments of a constructor that is decorated so; those of the class above stand beside them. */
export function keepRegistered(
  machine: Machine,
  { definition }: FunctionValue,
  self: Value | undefined,
  scope: Scope,
  site: Place,
): void {
  if (definition.kind === 'Lambda' || definition.name !== '__init__' || self?.kind !== 'object') return;
  const isKept = definition.decorators.some(
    (decorator) => decorator.kind === 'Name' && decorator.id === REGISTERED,
  );
  if (isKept) keep(machine, self, 'config', argumentsIn(definition, scope), site);
}

/** `self.save_hyperparameters()` within a constructor: its arguments, those that are named, or what is handed over itself. */
export function saveHyperparameters(
  machine: Machine,
  self: ObjectValue,
  { positional, keywords }: CallArguments,
  site: Place,
): Value {
  const [first] = positional;
  if (first?.kind === 'dictionary' && !first.open) {
    const entries = [...first.entries].flatMap(([key, value]) => {
      const name = first.keys.get(key);
      return typeof name === 'string' ? [[name, value] as const] : [];
    });
    keep(machine, self, 'hparams', entries, site);
    return NONE;
  }
  if (first !== undefined && textOf(first) === undefined) {
    machine.heap.set(self.attributes, 'hparams', first);
    return NONE;
  }
  const frame = machine.frames.findLast((one) => one.self === self);
  const definition = frame?.function?.definition;
  if (frame === undefined || definition === undefined || definition.kind === 'Lambda') return NONE;
  const wanted = new Set(positional.flatMap((name) => textOf(name) ?? []));
  const ignored = new Set(textsOf(keywords.get('ignore')));
  const given = argumentsIn(definition, frame.scope).filter(
    ([name]) => (wanted.size === 0 || wanted.has(name)) && !ignored.has(name),
  );
  keep(machine, self, 'hparams', given, site);
  return NONE;
}

/** What is kept is read as a table, too: `self.hparams["width"]`; undefined for any other object. */
export function keptItem(object: ObjectValue, key: Value | undefined): Value | undefined {
  const name = key && textOf(key);
  return object.class !== undefined || object.base !== KEPT || name === undefined
    ? undefined
    : object.attributes.get(name);
}

/** `self.hparams.get("width", 64)` */
export const keptMethod = (
  object: ObjectValue,
  name: string,
  { positional }: CallArguments,
): Value | undefined => (name === 'get' ? keptItem(object, positional[0]) : undefined);

const KEPT = 'object';

const textOf = (value: Value): string | undefined =>
  value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;

function textsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  return value.kind === 'list' ? value.elements.flatMap((one) => textOf(one) ?? []) : [textOf(value) ?? ''];
}

/** Parameters but the first, with what they hold. */
const argumentsIn = (
  { parameters }: Exclude<FunctionValue['definition'], { kind: 'Lambda' }>,
  { variables }: Scope,
): readonly (readonly [string, Value])[] =>
  parameters
    .slice(1)
    .filter(({ form }) => form !== 'star' && form !== 'double-star')
    .map(({ name }) => [name, variables.get(name) ?? UNKNOWN] as const);

function keep(
  machine: Machine,
  self: ObjectValue,
  attribute: string,
  given: readonly (readonly [string, Value])[],
  site: Place,
): void {
  const before = self.attributes.get(attribute);
  const kept = before?.kind === 'object' ? before : machine.create(KEPT, undefined, site);
  machine.look(given.length);
  for (const [name, value] of given) machine.heap.set(kept.attributes, name, value);
  machine.heap.set(self.attributes, attribute, kept);
}
