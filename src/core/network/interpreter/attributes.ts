/** `object.name`. */
import { forKind, type ByKind, type OfKind } from '../../by-kind';
import { lastPart } from '../../python/dotted-name';
import type { Place } from '../../python/syntax';
import { joinAll } from '../machine/join';
import { dataAttribute } from '../data/data';
import { dataOf } from '../data/facts';
import { asArray, withShapeOf } from '../data/array-data';
import { isMade, madeMethod } from '../data/made-tensors';
import { lengthsOfParameter, sizesValue } from '../machine/given';
import {
  NONE,
  NO_ARGUMENTS,
  NO_KEYWORDS,
  UNKNOWN,
  dictionary,
  external,
  list,
  positional,
  scalar,
  transposed,
  type AlternativesValue,
  type ClassValue,
  type ExternalValue,
  type FunctionValue,
  type ObjectValue,
  type PartialValue,
  type Value,
} from '../machine/values';
import { callFunction } from './call';
import { usualField } from './library-configuration';
import { assumedField, standardised } from './configurations';
import { findMember, hasUnknownBase } from './classes';
import { constantOr, memberOfExternal } from '../machine/externals';
import { lookUpGlobal } from './names';
import { isWeight } from '../operations/weights-by-hand';
import { fieldOfTuple } from './named-tuples';
import { transposedWeight } from './weight-methods';
import type { Machine } from '../machine/machine';
import { signalAttribute, writingMethods } from './tensors';

const methodOf = (object: OfKind<Value, 'list' | 'dictionary'>, _machine: Machine, name: string): Value => ({
  kind: 'method',
  receiver: object,
  name,
});

const noAttribute = (): Value => UNKNOWN;

/** An attribute of each kind of value. */
const attributesByKind: ByKind<Value, [Machine, string, Place], Value> = {
  external: (object, _machine, name) =>
    name === '__name__' ? scalar(lastPart(object.name)) : constantOr(memberOfExternal(object, name)),
  namespace: (object, machine, name) => {
    const { namespace } = object;
    const value = lookUpGlobal(machine, namespace, name);
    if (value !== undefined) return value;
    const submodule = /(?:^|\/)__init__\.pyi?$/.test(namespace.uri)
      ? machine.modules.resolve(name, 1, namespace.uri)
      : undefined;
    return submodule === undefined || submodule === namespace
      ? UNKNOWN
      : { kind: 'namespace', namespace: submodule };
  },
  object: (object, machine, name, site) => {
    const field = standardised(fieldOf(machine, object, name, site), name);
    return object.assumed ? (machine.fields.get(name) ?? assumedField(field, name)) : field;
  },
  class: (object, machine, name, site) => {
    if (name === '__name__') return scalar(object.definition.name);
    if (name === '__dict__') return membersOf(machine, object);
    const found = findMember(machine, object, name);
    if (found === undefined) {
      const base = object.bases.find((candidate) => candidate.kind === 'external');
      if (base === undefined) return UNKNOWN;
      return (
        (name === 'apply' ? appliedFunction(machine, object, base) : undefined) ??
        attributeOf(machine, base, name, site)
      );
    }
    if (found.kind === 'function' && found.binding === 'class')
      return { kind: 'bound', function: found, self: object };
    return found;
  },
  super: (object, machine, name, site) => {
    const definition = object.self.kind === 'object' ? object.self.class : undefined;
    const start: ClassValue | undefined =
      definition ?? (object.self.kind === 'class' ? object.self : undefined);
    if (start === undefined) return UNKNOWN;
    const found = findMember(machine, start, name, object.after);
    if (found !== undefined) return bindMember(machine, found, object.self, start, site);
    return { kind: 'method', receiver: object, name };
  },
  function: (object, _machine, name) =>
    name === '__name__' && object.definition.kind === 'Function' ? scalar(object.definition.name) : UNKNOWN,
  partial: (object, _machine, name) => attributeOfPartial(object, name),
  signal: (object, machine, name, site) => signalAttribute(machine, object, name, site),
  parameter: (object, _machine, name) => {
    if (name === 'data') return object;
    if (name === 'T' || name === 'mT') return transposed(object);
    const lengths = name === 'shape' || name === 'ndim' ? lengthsOfParameter(object) : undefined;
    if (lengths !== undefined) return name === 'ndim' ? scalar(lengths.length) : sizesValue(lengths);
    return { kind: 'method', receiver: object, name };
  },
  scalar: (object, _machine, name) => {
    // A constant has no value of its own: this is a member of an enumeration.
    if (name === 'value') return object;
    return { kind: 'method', receiver: object, name };
  },
  list: (object, machine, name) => fieldOfTuple(object, name) ?? methodOf(object, machine, name),
  dictionary: methodOf,
  alternatives: (object, machine, name, site) => attributeOfEach(machine, object, name, site),
  bound: noAttribute,
  method: noAttribute,
  run: noAttribute,
  initialization: noAttribute,
  unknown: (object, _machine, name) => {
    const data = dataOf(object);
    if (data !== undefined) {
      const attribute = dataAttribute(data, object, name);
      const array = name === 'T' ? asArray(object) : undefined;
      if (array !== undefined && attribute !== undefined)
        return withShapeOf(attribute, madeMethod(array, name, NO_ARGUMENTS));
      return attribute ?? { kind: 'method', receiver: object, name };
    }
    if (calledByOthers.has(name) || /^get(?:_|$)/.test(name))
      return { kind: 'method', receiver: object, name };
    if (!isMade(object)) return UNKNOWN;
    if (name === 'T') return madeMethod(object, name, NO_ARGUMENTS) ?? UNKNOWN;
    if (name === 'shape') return madeMethod(object, 'size', NO_ARGUMENTS) ?? UNKNOWN;
    // `values`, `loc`, `iloc` of a table are the table as an array.
    return /^(?:data|values|i?loc)$/.test(name) ? object : { kind: 'method', receiver: object, name };
  },
};

export function attributeOf(machine: Machine, object: Value, name: string, site: Place): Value {
  return forKind(attributesByKind, object)(object, machine, name, site);
}

/** Methods that mean the same whoever has them: an optimiser calls a closure, an accelerator hands on what it prepares, a product with a weight is a layer. */
const calledByOthers = new Set([
  'step',
  'minimize',
  'prepare',
  'baddbmm',
  'addmm',
  'update',
  'update_conv_state',
  'mm',
  'matmul',
  'sin',
  'cos',
  ...writingMethods,
]);

function fieldOf(machine: Machine, object: ObjectValue, name: string, site: Place): Value {
  const own = object.attributes.get(name);
  if (own !== undefined) return own;
  if (isWeight(object) && (name === 'data' || name === 'T' || name === 'mT'))
    return name === 'data' ? object : transposedWeight(object, site);
  if (name === '__class__') return object.class ?? external(object.base);
  if (name === '__dict__') return UNKNOWN;
  if (object.class !== undefined) {
    const found = findMember(machine, object.class, name);
    const mapped = found === undefined ? mappedName(machine, object.class, name) : undefined;
    const held =
      mapped === undefined
        ? undefined
        : (object.attributes.get(mapped) ?? findMember(machine, object.class, mapped));
    if (held !== undefined) return machine.flag(held);
    if (found !== undefined) return machine.flag(bindMember(machine, found, object, object.class, site));
  }
  const given = ofLibrary(machine, object, name);
  if (given !== undefined) return given;
  const missing = object.class && findMember(machine, object.class, '__getattr__');
  if (missing?.kind === 'function' && object.base === 'object')
    return callFunction(machine, missing, positional(object, scalar(name)), site);
  return missing !== undefined || (object.class !== undefined && hasUnknownBase(object.class))
    ? UNKNOWN
    : { kind: 'method', receiver: object, name };
}

/** What the library that a class extends says of a field. */
const ofLibrary = (machine: Machine, object: ObjectValue, name: string): Value | undefined =>
  usualField(object, name) ?? object.behaviour.frontEnd?.attribute(machine, object, name);

/** `attribute_map = {"hidden_act": "decoder_hidden_act"}`: a configuration of transformers has fields by other names, too. */
function mappedName(machine: Machine, value: ClassValue, name: string): string | undefined {
  const map = findMember(machine, value, 'attribute_map');
  const mapped = map?.kind === 'dictionary' ? map.entries.get(`s${name}`) : undefined;
  return mapped?.kind === 'scalar' && typeof mapped.value === 'string' && mapped.value !== name
    ? mapped.value
    : undefined;
}

/** The names of a class's own that were asked for so far: there may be more. */
function membersOf(machine: Machine, { members }: ClassValue): Value {
  const table = dictionary(true);
  machine.copy(members.size);
  for (const [name, member] of members) {
    table.entries.set(`s${name}`, member);
    table.keys.set(`s${name}`, name);
  }
  return table;
}

function attributeOfPartial({ callee, arguments: given }: PartialValue, name: string): Value {
  if (name === 'func') return callee;
  if (name === 'args') return list([...given.positional], 'tuple', given.open);
  if (name !== 'keywords') return UNKNOWN;
  const keywords = dictionary(given.open);
  for (const [key, value] of given.keywords) {
    keywords.entries.set(`s${key}`, value);
    keywords.keys.set(`s${key}`, key);
  }
  return keywords;
}

function attributeOfEach(machine: Machine, object: AlternativesValue, name: string, site: Place): Value {
  // None has no attributes: reading one means that it was not None.
  const options = object.options.filter((option) => option.kind !== 'scalar' || option.value !== null);
  const values = options.map((option) => attributeOf(machine, option, name, site));
  // Of several configurations that may stand in, those without the field are not the one that is meant.
  const known = values.filter((value, index) => {
    const option = options[index];
    return value.kind !== 'unknown' || option?.kind !== 'object' || !option.assumed;
  });
  return joinAll(machine, known);
}

/** `Swish.apply(x)` of an autograd function runs its `forward`, with the context in front unless that is set up apart. */
function appliedFunction(machine: Machine, definition: ClassValue, base: ExternalValue): Value | undefined {
  if (!base.name.endsWith('autograd.Function')) return undefined;
  const forward = findMember(machine, definition, 'forward');
  if (forward?.kind !== 'function') return undefined;
  const isApart = findMember(machine, definition, 'setup_context') !== undefined;
  return { kind: 'partial', callee: forward, arguments: isApart ? NO_ARGUMENTS : positional(NONE) };
}

function bindMember(
  machine: Machine,
  member: Value,
  self: Value,
  definition: ClassValue,
  site: Place,
): Value {
  if (member.kind !== 'function') return member;
  return bindFunction(machine, member, self, definition, site);
}

function bindFunction(
  machine: Machine,
  member: FunctionValue,
  self: Value,
  definition: ClassValue,
  site: Place,
): Value {
  switch (member.binding) {
    case 'static':
      return member;
    case 'class':
      return { kind: 'bound', function: member, self: definition };
    case 'property':
      return callFunction(machine, member, { positional: [self], keywords: NO_KEYWORDS, open: false }, site);
    case 'plain':
      return { kind: 'bound', function: member, self };
  }
}
