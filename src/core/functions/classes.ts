/** Objects of the file's own classes: their attributes as `__init__` leaves them, their methods along the bases that are in view. */
import { phrase } from '../phrase';
import type { Bindings } from '../python/names';
import type { ClassDefinition, Expression, FunctionDefinition, Place } from '../python/syntax';
import { resolutionOrder } from '../python/resolution-order';
import { membersOf } from './class-bodies';
import { emptyScope, type Evaluation } from './evaluation';
import { rememberOwner } from './super';
import {
  constantValue,
  jetOf,
  numberValue,
  Raised,
  Refused,
  truthValue,
  type CallArguments,
  type Value,
} from './value';

type Instance = Extract<Value, { kind: 'instance' }>;

const lineages = new WeakMap<Bindings, Map<ClassDefinition, readonly ClassDefinition[]>>();

/** The class and its bases that this document defines, nearest first. */
export function lineage(definition: ClassDefinition, bindings: Bindings): readonly ClassDefinition[] {
  const known = lineages.get(bindings) ?? new Map<ClassDefinition, readonly ClassDefinition[]>();
  lineages.set(bindings, known);
  const line = known.get(definition) ?? lineageOf(definition, bindings);
  known.set(definition, line);
  return line;
}

const lineageOf = (definition: ClassDefinition, bindings: Bindings): readonly ClassDefinition[] =>
  resolutionOrder(
    definition,
    (one) =>
      one.arguments.flatMap(({ form, value }) => {
        const referent = form === 'positional' ? bindings.referent(value) : undefined;
        return referent?.kind === 'class' ? [referent.definition] : [];
      }),
    (one) => one,
  );

export interface Method {
  readonly definition: FunctionDefinition;
  readonly owner: ClassDefinition;
}

const isProperty = ({ decorators }: FunctionDefinition): boolean =>
  decorators.some(
    (decorator) =>
      (decorator.kind === 'Name' && /^(?:cached_)?property$/u.test(decorator.id)) ||
      (decorator.kind === 'Attribute' && decorator.name === 'cached_property'),
  );

/** Gives an object's attribute a value, as the class has it: by the setter of a property. */
export function setAttribute(
  instance: Instance,
  name: string,
  value: Value,
  place: Place,
  context: Evaluation,
): void {
  const { bindings } = context;
  const own = methodOf(instance.definition, '__setattr__', bindings);
  if (own) throw new Refused(phrase`\`${'__setattr__'}\` of \`${own.owner.name}\` is not followed`, place);
  const method = methodOf(instance.definition, name, bindings)?.definition;
  if (method === undefined || !isProperty(method)) {
    instance.attributes.set(name, value);
    return;
  }
  for (const owner of lineage(instance.definition, bindings)) {
    const setter = membersOf(owner).setters.get(name);
    if (setter === undefined) continue;
    const call = context.function(setter, emptyScope(), instance);
    context.call(call, { positional: [value], keywords: new Map(), place });
    return;
  }
  throw new Raised();
}

/** The method that this class body itself defines. */
export const ownMethodOf = (definition: ClassDefinition, name: string): FunctionDefinition | undefined =>
  membersOf(definition).methods.get(name);

export function methodOf(definition: ClassDefinition, name: string, bindings: Bindings): Method | undefined {
  for (const owner of lineage(definition, bindings)) {
    const found = ownMethodOf(owner, name);
    if (found) return { definition: found, owner };
    // Which method a condition in the body leaves is not known; it is not that of a base.
    if (membersOf(owner).made.has(name)) return undefined;
  }
  return undefined;
}

/** Whether an object is given the attribute when it is made, as a dataclass and Flax do without an `__init__`. */
const isFieldOfData = (definition: ClassDefinition, name: string, bindings: Bindings): boolean =>
  !methodOf(definition, '__init__', bindings) &&
  lineage(definition, bindings).some((owner) => membersOf(owner).annotated.includes(name));

/** A new object: `__init__` is run as far as it can be followed; without one, arguments go to the declared fields, as in Flax. */
export function instantiate(definition: ClassDefinition, given: CallArguments, context: Evaluation): Value {
  context.classAttributes(definition);
  const maker = methodOf(definition, '__new__', context.bindings);
  if (maker)
    throw new Refused(phrase`\`${'__new__'}\` of \`${maker.owner.name}\` is not followed`, given.place);
  const instance: Instance = { kind: 'instance', definition, attributes: new Map() };
  const init = methodOf(definition, '__init__', context.bindings);
  if (!init) {
    const fields = membersOf(definition).annotated;
    given.positional.forEach((value, index) => {
      const field = fields[index];
      if (field !== undefined) instance.attributes.set(field, value);
    });
    for (const [name, value] of given.keywords) instance.attributes.set(name, value);
    return instance;
  }
  initialise(init, instance, given, context);
  return instance;
}

/** Runs an `__init__`, of the class or of a base, as far as it can be followed. */
export function initialise(
  init: Method,
  instance: Instance,
  given: CallArguments,
  context: Evaluation,
): void {
  const parameters = init.definition.parameters;
  // A parameter without a value is unknown, which matters only where it is used.
  const absent = parameters
    .slice(1)
    .filter(
      (parameter, index) =>
        !parameter.defaultValue &&
        (parameter.form === 'positional' ||
          parameter.form === 'positional-only' ||
          parameter.form === 'keyword-only') &&
        given.positional[index] === undefined &&
        !given.keywords.has(parameter.name),
    );
  const keywords = new Map(given.keywords);
  for (const { name } of absent) {
    keywords.set(name, {
      kind: 'unknown',
      because: phrase`\`${name}\` of \`${init.owner.name}\` has no value`,
      place: init.definition,
    });
  }
  const scope = context.bindParameters(
    parameters,
    { positional: [instance, ...given.positional], keywords, place: given.place },
    emptyScope(),
    init.owner.name,
  );
  rememberOwner(scope, init.definition, instance);
  context.runTolerantly(init.definition.body, scope);
}

/** Methods that a framework calls before the first call: Keras' `build`, Flax' `setup`. */
const preparations = ['build', 'setup'];
const prepared = new WeakSet<Instance>();

function prepare(instance: Instance, context: Evaluation): void {
  prepared.add(instance);
  for (const name of preparations) {
    const method = methodOf(instance.definition, name, context.bindings);
    if (!method) continue;
    const given = method.definition.parameters.slice(1);
    const scope = context.bindParameters(
      method.definition.parameters,
      {
        positional: [
          instance,
          ...given
            .filter(({ form, defaultValue }) => !defaultValue && form !== 'star' && form !== 'double-star')
            .map((): Value => ({ kind: 'opaque', name: 'shape' })),
        ],
        keywords: new Map(),
        place: method.definition,
      },
      emptyScope(),
      name,
    );
    rememberOwner(scope, method.definition, instance);
    context.runTolerantly(method.definition.body, scope);
  }
}

/** @param owned whether an object is asked, not its class */
export function attributeOf(
  instance: Instance,
  name: string,
  place: Place,
  context: Evaluation,
  owned = true,
): Value {
  const found = attributeIfAny(instance, name, place, context, owned);
  if (found) return found;
  throw new Refused(phrase`\`${name}\` of \`${instance.definition.name}\` is not set in view`, place);
}

/** The same, or undefined where nothing in view gives the attribute. */
export function attributeIfAny(
  instance: Instance,
  name: string,
  place: Place,
  context: Evaluation,
  owned = true,
): Value | undefined {
  if (
    !instance.attributes.has(name) &&
    !prepared.has(instance) &&
    !methodOf(instance.definition, name, context.bindings)
  )
    prepare(instance, context);
  const set = instance.attributes.get(name);
  if (set?.kind === 'unknown') throw new Refused(set.because, set.place);
  const found =
    set ??
    classAttributeOf(instance, name, place, context, owned) ??
    frameworkAttribute(instance, name, context);
  if (found) return found;
  const fallback = owned ? methodOf(instance.definition, '__getattr__', context.bindings) : undefined;
  if (fallback === undefined) return undefined;
  const asked: CallArguments = { positional: [{ kind: 'text', value: name }], keywords: new Map(), place };
  return context.call(context.function(fallback.definition, emptyScope(), instance), asked);
}

/** What the class, or the nearest of its bases that has it, says an attribute is. */
function classAttributeOf(
  instance: Instance,
  name: string,
  place: Place,
  context: Evaluation,
  owned: boolean,
): Value | undefined {
  let isDeclared = false;
  for (const owner of lineage(instance.definition, context.bindings)) {
    const given = context.classAttributes(owner).get(name);
    if (given) return owned && given.kind === 'callable' ? bound(instance, given, context) : given;
    const { methods, fields, classes, made } = membersOf(owner);
    const maker = made.get(name);
    if (maker)
      throw new Refused(
        phrase`what the body of \`${owner.name}\` makes of \`${name}\` is not followed`,
        maker,
      );
    const method = methods.get(name);
    if (method) {
      const found = context.function(method, emptyScope(), instance);
      return isProperty(method) ? context.call(found, { positional: [], keywords: new Map(), place }) : found;
    }
    const field = fields.get(name);
    isDeclared ||= field === 'declared';
    if (field && field !== 'declared') return fieldValue(field, instance, name, context, owned);
    const within = classes.get(name);
    if (within) return { kind: 'class', definition: within };
  }
  if (isDeclared)
    throw new Refused(phrase`\`${name}\` of \`${instance.definition.name}\` has no value`, place);
  return undefined;
}

function fieldValue(
  field: Expression,
  instance: Instance,
  name: string,
  context: Evaluation,
  owned: boolean,
): Value {
  context.noteParameter(name, field);
  const value = context.fieldValue(field);
  // A function of Python is a method of the class that it stands in; one of a library, a staticmethod, a dataclass's field is none.
  const isFunction =
    field.kind === 'Lambda' ||
    (field.kind === 'Name' && context.bindings.referent(field)?.kind === 'function');
  return isFunction && owned && !isFieldOfData(instance.definition, name, context.bindings)
    ? bound(instance, value, context)
    : value;
}

/** What objects of the frameworks' classes have by themselves. */
function frameworkAttribute(instance: Instance, name: string, context: Evaluation): Value | undefined {
  switch (name) {
    case 'training':
      context.trace.askMode();
      return truthValue(context.options.mode === 'training');
    case 'add_weight':
      return weights(context);
    case 'param':
      return flaxParameter(context);
    case 'register_buffer':
    case 'register_parameter':
      return registrar(instance);
    case 'eval':
    case 'train':
      return modeSetter(name, instance);
    case 'save_hyperparameters':
    case 'add_module':
      return { kind: 'opaque', name };
    default:
      return undefined;
  }
}

const bound = (instance: Instance, method: Value, context: Evaluation): Value => ({
  kind: 'callable',
  name: method.kind === 'callable' ? method.name : 'method',
  call: (given) => context.call(method, { ...given, positional: [instance, ...given.positional] }),
});

/** `self.eval()` and `self.train(False)` decide what `self.training` says from then on. */
function modeSetter(name: 'eval' | 'train', instance: Instance): Value {
  return {
    kind: 'callable',
    name,
    call: ({ positional: [mode], place }) => {
      const isTraining = name === 'train' && (mode === undefined || jetOf(mode, place).value !== 0);
      if (isTraining) instance.attributes.delete('training');
      else instance.attributes.set('training', truthValue(false));
      return instance;
    },
  };
}

/** `self.register_buffer('a', value)` sets the attribute. */
function registrar(instance: Instance): Value {
  return {
    kind: 'callable',
    name: 'register_buffer',
    call: ({ positional: [name, value] }) => {
      if (name?.kind === 'text' && value) instance.attributes.set(name.value, value);
      return { kind: 'none' };
    },
  };
}

/** What an initialiser of Keras or Flax starts a weight with, where that is one number. */
function startOf(
  initializer: Value | undefined,
  place: Place,
  context: Evaluation,
  further: readonly Value[] = [],
): Value {
  const random = (): Refused => new Refused(phrase`the start of a weight is not one number`, place);
  const named = (name: string): number | undefined =>
    /(?:^|\.)ones(?:_init|_initializer)?$/iu.test(name)
      ? 1
      : /(?:^|\.)zeros(?:_init|_initializer)?$/iu.test(name)
        ? 0
        : undefined;
  if (initializer?.kind === 'number') return numberValue(initializer.jet);
  const name =
    initializer?.kind === 'text'
      ? initializer.value
      : initializer?.kind === 'qualified'
        ? initializer.name
        : undefined;
  const start = name === undefined ? undefined : named(name);
  if (start !== undefined) return constantValue(start);
  if (initializer?.kind === 'callable' && initializer.name === 'lambda')
    // Flax calls it with a key, and with what stands behind it in the call.
    return context.call(initializer, {
      positional: [{ kind: 'opaque', name: 'key' }, ...further],
      keywords: new Map(),
      place,
    });
  if (initializer?.kind === 'callable' && initializer.name === 'initializer')
    return context.call(initializer, { positional: [], keywords: new Map(), place });
  throw random();
}

/** `self.add_weight(shape, initializer)` of Keras. */
const weights = (context: Evaluation): Value => ({
  kind: 'callable',
  name: 'add_weight',
  call: (given) => {
    const start = startOf(given.keywords.get('initializer') ?? given.positional[2], given.place, context);
    const type = given.keywords.get('dtype') ?? { kind: 'none' };
    // Keras keeps weights in 32 bits unless it is told otherwise.
    return start.kind === 'number' && !('value' in type && type.value === 'float64')
      ? constantValue(Math.fround(start.jet.value))
      : start;
  },
});

/** `self.param(name, initializer, …)` of Flax. */
const flaxParameter = (context: Evaluation): Value => ({
  kind: 'callable',
  name: 'param',
  call: (given) =>
    startOf(
      given.positional[1] ?? given.keywords.get('init_fn'),
      given.place,
      context,
      given.positional.slice(2),
    ),
});
