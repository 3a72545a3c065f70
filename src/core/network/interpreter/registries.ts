/**
 * What decorators put into tables: `@register('swish')` before a class that `TABLE['swish']` gives. Decorators are not run; a key that a
 * table lacks is looked for among the definitions that are decorated with it.
 */
import { outlineOf } from '../../python/outline';
import type { ClassDefinition, FunctionDefinition, Unit } from '../../python/syntax';
import type { Machine } from '../machine/machine';
import { DECORATED, type Namespace } from '../machine/namespace';
import { positional, type Scope, type Value } from '../machine/values';
import { callValue } from './call';
import { evaluate } from './evaluate';
import { lookUpGlobal, lookUpName } from './names';

/** Names of definitions by the keys that their decorators give them. */
type Registered = ReadonlyMap<string, readonly string[]>;

const NOTHING: Registered = new Map();
const registries = new WeakMap<Namespace, Registered>();

/** `@register('key')`, `@register(name='key')`. */
const keyed = /@[\w.]+\(\s*(?:\w+\s*=\s*)?(?:"([\w.-]+)"|'([\w.-]+)')\s*[,)]/y;
/** `@register`, `@register()`: under the name of what follows. */
const plain = /@([\w.]+)(?:\(\s*\))?[ \t]*\r?\n/y;

function keysOf({ text }: Unit, name: string): readonly string[] {
  const keys: string[] = [];
  let offset = 0;
  while (text.startsWith('@', offset)) {
    keyed.lastIndex = offset;
    plain.lastIndex = offset;
    const match = keyed.exec(text);
    const key = match?.[1] ?? match?.[2];
    if (key !== undefined) keys.push(key);
    else if (plain.exec(text)?.[1]?.toLowerCase().includes('regist')) keys.push(name);
    const end = text.indexOf('\n', offset);
    if (end < 0) break;
    offset = end + 1;
  }
  return keys;
}

function registeredIn(namespace: Namespace): Registered {
  const known = registries.get(namespace);
  if (known !== undefined) return known;
  const units = namespace.binders.get(DECORATED);
  const found = new Map<string, string[]>();
  for (const unit of units ?? []) {
    const name = outlineOf(unit)?.name;
    if (name === undefined) continue;
    for (const key of keysOf(unit, name)) {
      const names = found.get(key);
      if (names === undefined) found.set(key, [name]);
      else names.push(name);
    }
  }
  const registered = units === undefined ? NOTHING : found;
  registries.set(namespace, registered);
  return registered;
}

/** The only class or function in view whose decorator is given a key. */
export function registeredUnder(machine: Machine, key: string): Value | undefined {
  const found: (readonly [namespace: Namespace, name: string])[] = [];
  for (const namespace of machine.modules.loaded()) {
    const registered = registeredIn(namespace);
    if (registered === NOTHING && namespace !== machine.modules.main) continue;
    machine.recorder.add(`${namespace.uri}\n${DECORATED}`);
    for (const name of registered.get(key) ?? []) found.push([namespace, name]);
  }
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return undefined;
  const value = lookUpGlobal(machine, ...only);
  return value?.kind === 'class' || value?.kind === 'function' ? value : undefined;
}

/**
 * `@REGISTRY.register('key')` of a registry that the program has made itself: what its method does with the definition. Other decorators
 * are not run.
 */
export function registerDecorated(
  machine: Machine,
  scope: Scope,
  { decorators }: FunctionDefinition | ClassDefinition,
  definition: Value,
): void {
  for (const decorator of decorators) {
    const written = decorator.kind === 'Call' ? decorator.callee : decorator;
    if (written.kind !== 'Attribute' || written.object.kind !== 'Name') continue;
    const registry = lookUpName(machine, scope, written.object.id);
    if (registry.kind !== 'object' || registry.class === undefined || registry.base !== 'object') continue;
    callValue(machine, evaluate(machine, scope, decorator), positional(definition), decorator);
  }
}
