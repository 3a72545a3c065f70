/**
 * Configurations that only a caller knows: `def __init__(self, config)` of a class that nothing in view constructs. The class that the
 * parameter is annotated with, or that the document imports beside it, stands in with its defaults, and what is read from it says so.
 */
import type { Parameter, Place } from '../../python/syntax';
import { MAXIMUM_ALTERNATIVES } from '../machine/join';
import { frontEndOf } from '../machine/front-end';
import {
  dictionary,
  scalar,
  NO_ARGUMENTS,
  UNKNOWN,
  type ClassValue,
  type FunctionValue,
  type ObjectValue,
  type Value,
} from '../machine/values';
import { baseOf, findMember, orderOf } from './classes';
import { memberOf } from './class-bodies';
import { evaluate } from './evaluate';
import { instantiate } from './instantiate';
import type { Machine } from '../machine/machine';
import { lookUpGlobal } from './names';
import type { Namespace } from '../machine/namespace';

/** Names that parameters have which take a configuration. */
export const configurationNames =
  /^(?:config|cfg|conf|configuration|args|model_args|hparams|hps|hyperparameters|params|opts?|\w+_(?:config|cfg|args))$/i;
/** Names that classes of configurations have. */
const classNames = /(?:Config|Configuration|Args|Arguments|Cfg|HParams|Hyperparameters|Params|Options)$/;

/** What stands in for a parameter that no argument was given for: a configuration with its defaults, or nothing. */
export function assumedArgument(
  machine: Machine,
  callee: FunctionValue,
  parameter: Parameter,
): Value | undefined {
  if (callee.definition.kind === 'Lambda' || parameter.name === 'self') return undefined;
  const annotated = annotationOf(machine, callee, parameter);
  if (annotated !== undefined) {
    if (isConfiguration(annotated, parameter)) return assume(machine, [annotated]);
    return callee.owner !== undefined ? assumedModel(machine, annotated) : undefined;
  }
  if (callee.owner === undefined || !configurationNames.test(parameter.name)) return undefined;
  const declared = declaredBy(machine, callee.owner);
  return assume(machine, declared === undefined ? besideIt(machine, callee.scope.namespace) : [declared]);
}

/** Whether what is given for a parameter says nothing of the configuration that it is. */
export const mayBeConfiguration = (given: Value, { name }: Parameter): boolean =>
  ((given.kind === 'unknown' && given.fact === undefined) ||
    (given.kind === 'scalar' && given.value === null && given.assumed !== undefined)) &&
  configurationNames.test(name);

/** `TextModel(config.text_config)` of something unknown: the configuration that the parameter, or its class, says it takes. */
export function declaredArgument(
  machine: Machine,
  callee: FunctionValue,
  parameter: Parameter,
): Value | undefined {
  if (callee.definition.kind === 'Lambda') return undefined;
  const annotated = annotationOf(machine, callee, parameter);
  if (annotated !== undefined)
    return isConfiguration(annotated, parameter) ? assume(machine, [annotated]) : undefined;
  if (callee.owner === undefined || parameter.annotation !== undefined) return undefined;
  const declared = declaredBy(machine, callee.owner);
  return declared && isConfiguration(declared, parameter) ? assume(machine, [declared]) : undefined;
}

function annotationOf(machine: Machine, callee: FunctionValue, parameter: Parameter): ClassValue | undefined {
  const { annotation } = parameter;
  if (annotation === undefined) return undefined;
  // What stands in the class's body comes first: `config: Config`.
  const own =
    annotation.kind === 'Name' && callee.owner !== undefined
      ? memberOf(machine, callee.owner, annotation.id)
      : undefined;
  if (own?.kind === 'class') return own;
  // `config: "LlamaConfig"`.
  const value =
    annotation.kind === 'String' && annotation.value !== undefined
      ? lookUpGlobal(machine, callee.scope.namespace, annotation.value)
      : annotation.kind === 'Name' || annotation.kind === 'Attribute'
        ? evaluate(machine, callee.scope, annotation)
        : undefined;
  return value?.kind === 'class' ? value : undefined;
}

/** `def __init__(self, net: Transformer)`: where all ways are shown, a model of that class, made with its defaults. */
function assumedModel(machine: Machine, definition: ClassValue): Value | undefined {
  const base = baseOf(definition);
  if (!machine.bothWays || frontEndOf(base)?.isModelBase(base) !== true) return undefined;
  const known = machine.assumed.get(definition.definition);
  if (known !== undefined || machine.assuming.has(definition.definition)) return known;
  const model = whileAssuming(machine, definition);
  if (model.kind !== 'object') return undefined;
  machine.assumed.set(definition.definition, model);
  return model;
}

/** Its constructor may take a model or a configuration of the same class, and may be given up on the way. */
function whileAssuming(machine: Machine, definition: ClassValue): Value {
  machine.assuming.add(definition.definition);
  try {
    return instantiate(machine, definition, NO_ARGUMENTS, siteOf(definition));
  } finally {
    machine.assuming.delete(definition.definition);
  }
}

const siteOf = ({ definition: { unit, nameStart, nameEnd } }: ClassValue): Place => ({
  unit,
  start: nameStart,
  end: nameEnd,
});

const isConfiguration = (value: ClassValue, { name }: Pick<Parameter, 'name'>): boolean =>
  baseOf(value) === 'object' && (classNames.test(value.definition.name) || configurationNames.test(name));

/** `config_class = BertConfig` or `config: BertConfig` in a model's class or above it. */
function declaredBy(machine: Machine, owner: ClassValue): ClassValue | undefined {
  const named = findMember(machine, owner, 'config_class');
  if (named?.kind === 'class') return named;
  for (const ancestor of orderOf(owner))
    for (const statement of ancestor.definition.body) {
      const [target] = statement.kind === 'Assign' ? statement.targets : [];
      if (statement.kind !== 'Assign' || statement.annotation === undefined) continue;
      if (target?.kind !== 'Name' || target.id !== 'config') continue;
      const value = evaluate(machine, ancestor.scope, statement.annotation);
      if (value.kind === 'class') return value;
    }
  return undefined;
}

const MOST_CONFIGURATIONS = MAXIMUM_ALTERNATIVES;

/** Configurations that a document defines or imports from a module of configurations, `configuration_bert.py` or `config.py`. */
function besideIt(machine: Machine, namespace: Namespace): readonly ClassValue[] {
  const found: ClassValue[] = [];
  for (const [name, units] of namespace.binders) {
    if (!classNames.test(name) || found.length > MOST_CONFIGURATIONS) continue;
    const imports = units.flatMap(({ body }) => body.filter((statement) => statement.kind === 'ImportFrom'));
    if (
      imports.some(
        ({ module }) => !/(?:^|[._])(?:config|configuration|configs|args|model)(?:[._]|$)/.test(module),
      )
    )
      continue;
    const value = lookUpGlobal(machine, namespace, name);
    if (value?.kind === 'class' && baseOf(value) === 'object') found.push(value);
  }
  return found.length > MOST_CONFIGURATIONS ? [] : found;
}

function assume(machine: Machine, classes: readonly ClassValue[]): Value | undefined {
  const made = classes.flatMap((definition) => {
    const object = configurationOf(machine, definition);
    return object === undefined ? [] : [object];
  });
  const [only] = made;
  if (only === undefined) return undefined;
  return made.length === 1 ? only : { kind: 'alternatives', options: made };
}

/** One instance for each class of configuration in an evaluation, so that what several parts read is the same. */
function configurationOf(machine: Machine, definition: ClassValue): ObjectValue | undefined {
  const known = machine.assumed.get(definition.definition);
  if (known !== undefined) return known;
  if (definition.definition.name === '' || machine.assuming.has(definition.definition)) return undefined;
  const value = whileAssuming(machine, definition);
  if (value.kind !== 'object') return undefined;
  value.assumed = true;
  machine.assumed.set(definition.definition, value);
  fillParts(machine, value, definition);
  return value;
}

/** `w1: Linear.Config`: a field without a default that is a configuration itself is one with its defaults, too. */
function fillParts(machine: Machine, value: ObjectValue, definition: ClassValue): void {
  for (const ancestor of orderOf(definition))
    for (const statement of ancestor.definition.body) {
      const [target] = statement.kind === 'Assign' ? statement.targets : [];
      if (statement.kind !== 'Assign' || statement.value !== undefined || target?.kind !== 'Name') continue;
      const { annotation } = statement;
      if (annotation?.kind !== 'Name' && annotation?.kind !== 'Attribute') continue;
      if (value.attributes.get(target.id)?.kind !== 'unknown') continue;
      const named = evaluate(machine, ancestor.scope, annotation);
      const part =
        named.kind === 'class' && isConfiguration(named, { name: target.id })
          ? configurationOf(machine, named)
          : undefined;
      if (part !== undefined) value.attributes.set(target.id, part);
    }
}

/** How positions turn queries and keys; the library puts the usual way in place of None before a model is made. */
const ROTARY = 'rope_parameters';

/** A field of a configuration as models find it. */
export function standardised(value: Value, name: string): Value {
  if (name !== ROTARY || value.kind !== 'scalar' || value.value !== null) return value;
  const parameters = dictionary();
  parameters.entries.set('srope_type', scalar('default'));
  parameters.keys.set('srope_type', 'rope_type');
  return parameters;
}

/** A field of a configuration that stands in: what it holds by default. Fields that it does not have are unknown. */
export function assumedField(value: Value, name: string): Value {
  if (value.kind === 'scalar') return { ...value, assumed: name };
  return value.kind === 'method' ? UNKNOWN : value;
}

/** Whether a configuration that stands in surely has no such field. */
export function lacksField(machine: Machine, value: Value, name: string): boolean {
  if (value.kind !== 'object' || !value.assumed || value.class === undefined) return false;
  return !value.attributes.has(name) && findMember(machine, value.class, name) === undefined;
}
