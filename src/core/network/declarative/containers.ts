/** Sequential, ModuleList, ModuleDict. */
import { isCall, placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { callValue, unfollowed } from '../interpreter/call';
import { elementsOf, type Elements } from '../interpreter/iterate';
import type { Machine } from '../machine/machine';
import { mayBeRun } from '../interpreter/truth';
import { isModule } from '../machine/children';
import { joinAll } from '../machine/join';
import { distinctOptions } from '../operations/neutral';
import {
  UNKNOWN,
  UNNAMED,
  positional,
  scalar,
  type AlternativesValue,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../machine/values';

const containers = new Set(['torch.nn.Sequential', 'torch.nn.ModuleList', 'torch.nn.ModuleDict']);
export const isContainer = (base: string): boolean => containers.has(base);

/** Children of a container in order: everything under a number, and every module under a name. */
export function containerChildren(object: ObjectValue): readonly Value[] {
  const children: Value[] = [];
  for (const [name, value] of object.attributes) {
    if (isNumber(name) || (!name.startsWith('@') && mayBeModule(value))) children.push(value);
  }
  return children;
}

const isNumber = (name: string): boolean => name >= '0' && name < ':' && /^\d+$/.test(name);

const mayBeModule = (value: Value): boolean =>
  isModule(value) || (value.kind === 'alternatives' && value.options.some(mayBeModule)) || mayBeRun(value);

export function containerKeys(object: ObjectValue): readonly Value[] {
  return [...object.attributes].flatMap(([name, value]) =>
    mayBeModule(value) ? [name.startsWith(UNNAMED) ? UNKNOWN : scalar(name)] : [],
  );
}

/** Fills a container from its constructor's arguments. */
export function fillContainer(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
): void {
  const [first] = given.positional;
  if (given.open) object.certain = false;
  if (base === 'torch.nn.Sequential') {
    if (given.positional.length === 1 && first?.kind === 'dictionary') addEntries(machine, object, first);
    else for (const child of given.positional) addChild(machine, object, child);
  } else if (base === 'torch.nn.ModuleList') {
    if (first !== undefined) extendWith(machine, object, first);
  } else if (first !== undefined) {
    addEntries(machine, object, first);
  }
}

function addEntries(machine: Machine, object: ObjectValue, entries: Value): void {
  if (entries.kind === 'dictionary') {
    machine.look(EFFORT_OF_LOOKUP * entries.entries.size);
    for (const [key, value] of entries.entries) {
      const name = entries.keys.get(key);
      addNamed(machine, object, typeof name === 'string' ? name : key, value);
    }
    if (entries.open) object.certain = false;
  } else if (entries.kind === 'list') {
    machine.look(EFFORT_OF_LOOKUP * entries.elements.length);
    for (const entry of entries.elements) {
      const [key, value] = entry.kind === 'list' ? entry.elements : [];
      if (key?.kind === 'scalar' && typeof key.value === 'string' && value !== undefined)
        addNamed(machine, object, key.value, value);
      else object.certain = false;
    }
  } else object.certain = false;
}

/** A child under a name. Something unknown stands there as a module that cannot be followed, so that nothing flows past it. */
export function addNamed(machine: Machine, object: ObjectValue, name: string, value: Value): void {
  const child = value.kind === 'unknown' ? machine.create('torch.nn.Module', undefined, object.place) : value;
  machine.heap.set(object.attributes, name, child);
  forgetCalls(machine, object);
}

/** What a model gave to inputs that nothing is known of, it gives no longer once it has grown: that was a look at a shape. */
function forgetCalls({ modelCalls }: Machine, object: ObjectValue): void {
  if (!modelCalls.results.delete(object)) return;
  const kept = modelCalls.finished.filter((call) => call.object !== object);
  modelCalls.finished.splice(0, modelCalls.finished.length, ...kept);
}

/** Looking for a child by name takes as long as looking through so many. */
const EFFORT_OF_LOOKUP = 32;

export function addChild(machine: Machine, object: ObjectValue, child: Value): void {
  // Numbered children are there without gaps, so the next number is near the number of attributes.
  const { size } = object.attributes;
  let index = size;
  while (index > 0 && !object.attributes.has(String(index - 1))) index -= 1;
  machine.look(EFFORT_OF_LOOKUP * (size - index));
  addNamed(machine, object, String(index), child);
}

function extendWith(machine: Machine, object: ObjectValue, value: Value): void {
  const { elements, known } = elementsOf(machine, value);
  for (const element of elements) addChild(machine, object, element);
  if (!known && !elements.some(mayBeRun)) object.certain = false;
}

/** `append`, `extend`, `insert`, `add_module`, `update`, and what dictionaries have; undefined for anything else. */
export function containerMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
): Value | undefined {
  const [first = UNKNOWN, second = UNKNOWN] = given.positional;
  if (name === 'keys' || name === 'values' || name === 'items') machine.look(2 * object.attributes.size);
  switch (name) {
    case 'append':
    case 'add':
      addChild(machine, object, first);
      return object;
    case 'extend':
    case '__iadd__':
      extendWith(machine, object, first);
      return object;
    case 'insert': {
      machine.look(EFFORT_OF_LOOKUP * object.attributes.size);
      const children = [...containerChildren(object)];
      if (first.kind === 'scalar' && typeof first.value === 'number') children.splice(first.value, 0, second);
      else object.certain = false;
      children.forEach((child, index) => {
        addNamed(machine, object, String(index), child);
      });
      return object;
    }
    case 'update':
      addEntries(machine, object, first);
      return object;
    case 'keys':
      return { kind: 'list', form: 'list', elements: [...containerKeys(object)], open: !object.certain };
    case 'values':
      return { kind: 'list', form: 'list', elements: [...containerChildren(object)], open: !object.certain };
    case 'items': {
      const children = containerChildren(object);
      const elements = containerKeys(object).map((key, index): Value => ({
        kind: 'list',
        form: 'tuple',
        elements: [key, children[index] ?? UNKNOWN],
        open: false,
      }));
      return { kind: 'list', form: 'list', elements, open: !object.certain };
    }
    default:
      return undefined;
  }
}

/** Where the functions among the layers of a Sequential are written: `Sequential([Dense(8), relu])` or `Sequential(Dense(8), relu)`. */
function noteChildPlaces(object: ObjectValue, site: Place): void {
  if (!isCall(site)) return;
  const [first] = site.arguments;
  const listed =
    first !== undefined && (first.value.kind === 'List' || first.value.kind === 'Tuple')
      ? first.value.elements
      : site.arguments.map(({ value }) => value);
  if (listed.some(({ kind }) => kind === 'Starred')) return;
  listed.forEach((element, index) => {
    (object.argumentPlaces ??= new Map<string, Place>()).set(String(index), placeOf(element));
  });
}

/** What a `Sequential` was made of becomes its children. */
export function fillSequential(
  machine: Machine,
  object: ObjectValue,
  { elements, known }: Elements,
  site: Place,
): void {
  for (const child of elements) addChild(machine, object, child);
  noteChildPlaces(object, site);
  if (!known) object.certain = false;
}

/** A `Sequential(layers)` of a library that takes them in one list. */
export function fillFromList(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): void {
  const layers = given.keywords.get('layers') ?? given.positional[0] ?? UNKNOWN;
  fillSequential(machine, object, elementsOf(machine, layers), site);
}

/** Runs a tensor through the children of a Sequential. */
export function runSequential(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value {
  let current: CallArguments = given;
  let output: Value = given.positional[0] ?? UNKNOWN;
  machine.look(object.attributes.size);
  for (const [index, child] of containerChildren(object).entries()) {
    // A bare function stands where it is written, or where the list of layers does.
    const place = object.argumentPlaces?.get(String(index)) ?? object.place;
    output = runChild(machine, child, current, child.kind === 'external' ? place : site);
    current = positional(output);
  }
  // What may follow is not known: nothing is said about what comes out.
  if (!object.certain) {
    machine.followed = false;
    return unfollowed(machine, current, site, 'torch.nn.Sequential');
  }
  return output;
}

function runEach(machine: Machine, { options }: AlternativesValue, given: CallArguments, site: Place): Value {
  return joinAll(
    machine,
    distinctOptions(options).map((option) => runChild(machine, option, given, site)),
  );
}

function runChild(machine: Machine, child: Value, given: CallArguments, site: Place): Value {
  if (child.kind === 'alternatives') return runEach(machine, child, given, site);
  if (child.kind === 'run') {
    machine.look(child.elements.length);
    let current = given;
    let output: Value = given.positional[0] ?? UNKNOWN;
    for (const element of child.elements) {
      output = runChild(machine, element, current, site);
      current = positional(output);
    }
    return output;
  }
  if (child.kind === 'scalar') return given.positional[0] ?? UNKNOWN;
  return callValue(machine, child, given, site);
}
