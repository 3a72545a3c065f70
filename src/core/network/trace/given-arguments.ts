/** A network of a class of which nothing in view makes an object, with arguments that somebody gives it to try out. */
import type { Bindings } from '../../python/names';
import type { ClassDefinition, Expression, Parameter, SourceModule } from '../../python/syntax';
import { isNetwork, type Model, type ModuleTrace } from '../graph';
import { classOf } from './definitions';
import { isRecorded, type RecordedTrace } from './records';
import { configurationNames } from '../interpreter/configurations';
import { nameOfDefinition } from './roots';
import { tracerFor, type TraceContext } from './trace';

/** The class that a model was traced from by itself; undefined for one that the code makes with arguments. */
function classAlone(trace: ModuleTrace, model: Model): ClassDefinition | undefined {
  const { unit, start } = model.place;
  const definition = classOf(unit, model.name);
  if (definition === undefined) return isRecorded(trace) ? classOfPart(trace, model) : undefined;
  if (nameOfDefinition(definition).start !== start || !isRecorded(trace)) return undefined;
  if (trace.records.get(`class ${model.name}`)?.models.includes(model) === true) return definition;
  return isOfAnother(trace, model) && isOpen(model) ? definition : undefined;
}

/** The class of which a model is a part that its own way never reaches: an actor, where `forward` raises and only `act` calls it. */
function classOfPart(trace: RecordedTrace, model: Model): ClassDefinition | undefined {
  if (!isOpen(model) && !isFedOpen(model)) return undefined;
  return model.place.unit.body.find(
    (statement): statement is ClassDefinition =>
      statement.kind === 'Class' &&
      trace.records.get(`class ${statement.name}`)?.models.includes(model) === true,
  );
}

/** Whether another class makes a model, as an agent does its networks. */
const isOfAnother = (trace: RecordedTrace, model: Model): boolean =>
  [...trace.records].some(([key, { models }]) => key.startsWith('class ') && models.includes(model));

/** Whether a layer's width is an argument that nothing gives. */
const isOpen = ({ nodes }: Model): boolean =>
  nodes.some(
    (node) =>
      node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv') && node.width === undefined,
  );

/** Whether a layer takes what an argument that nothing gives says. */
const isFedOpen = ({ nodes }: Model): boolean =>
  nodes.some((node) => node.kind === 'layer' && node.role === 'linear' && node.fanIn === undefined);

/**
 * Arguments that the constructor of a model's class wants and that the code gives nowhere, in its order; of a configuration that nothing
 * stands in for, what is read from it: `config.n_embd`.
 */
export function openArguments(trace: ModuleTrace, model: Model): readonly string[] {
  const definition = classAlone(trace, model);
  if (definition === undefined) return [];
  const constructor = definition.body.find(
    (statement) => statement.kind === 'Function' && statement.name === '__init__',
  );
  if (constructor?.kind === 'Function')
    return constructor.parameters
      .slice(1)
      .filter(isWanted)
      .flatMap((parameter) => {
        const { name } = parameter;
        if (configurationNames.test(name)) return readFrom(name, trace, model);
        const fields = numbersIn(parameter, trace.modules.get(model.place.unit.uri));
        if (fields.length > 0) return fields.map((field) => `${name}.${field}`);
        return isRead(name, definition) ? [] : [name];
      });
  // Fields of a data class, as Flax and Equinox have them.
  return fieldsOf(definition, () => true);
}

const MOST_READ = 100;

/** Attributes that the document reads from names that are called like a configuration, where widths hang on it. */
function readFrom(name: string, trace: ModuleTrace, model: Model): readonly string[] {
  const hangsOnWidths = model.nodes.some(
    (node) => node.kind === 'layer' && (node.fanIn ?? node.width) === undefined,
  );
  const units = hangsOnWidths ? (trace.modules.get(model.place.unit.uri)?.units ?? []) : [];
  const found = new Set<string>();
  for (const { text } of units)
    for (const [, owner, attribute] of text.matchAll(/\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)/g))
      if (owner === name && attribute !== undefined && found.size < MOST_READ)
        found.add(`${name}.${attribute}`);
  return [...found];
}

/** `dims: ModelDimensions`, a data class of the document: its numbers that nothing is known of, in its order. */
function numbersIn({ annotation }: Parameter, module: SourceModule | undefined): readonly string[] {
  if (annotation?.kind !== 'Name') return [];
  const definition = module?.units
    .flatMap(({ body }) => body)
    .find((statement) => statement.kind === 'Class' && statement.name === annotation.id);
  return definition?.kind === 'Class' ? fieldsOf(definition, isNumber) : [];
}

const isNumber = (annotation: Expression | undefined): boolean =>
  annotation?.kind === 'Name' && (annotation.id === 'int' || annotation.id === 'float');

/** Fields of a data class that have no default. */
const fieldsOf = (
  { body }: ClassDefinition,
  isWanted: (annotation: Expression | undefined) => boolean,
): readonly string[] =>
  body.flatMap((statement) => {
    const [target] = statement.kind === 'Assign' ? statement.targets : [];
    const isField = statement.kind === 'Assign' && statement.value === undefined && target?.kind === 'Name';
    return isField && isWanted(statement.annotation) ? [target.id] : [];
  });

/** Whether a class reads attributes of it, so that no number stands for it: `envs.single_action_space.n`, `self.dims.n_mels`. */
const isRead = (name: string, { unit, start, end }: ClassDefinition): boolean =>
  new RegExp(`(?<![\\w.])(?:self\\.)?${name}\\.[A-Za-z_]`).test(unit.text.slice(start, end));

const isWanted = ({ form, defaultValue }: Parameter): boolean =>
  (form === 'positional' || form === 'keyword-only') && defaultValue === undefined;

/** The network of the same class with these arguments; undefined where none comes of them. */
export function traceWith(
  bindings: Bindings,
  context: TraceContext,
  of: ModuleTrace,
  model: Model,
  given: ReadonlyMap<string, number>,
): ModuleTrace | undefined {
  const definition = classOf(model.place.unit, model.name) ?? classAlone(of, model);
  return definition && tracerFor(bindings, context).traceClassWith(definition, given);
}

/** Of what the class gives, the network of the class itself. */
export const networkOf = (trace: ModuleTrace, { name, place }: Model): Model | undefined =>
  trace.models.find((one) => one.name === name && one.place.start === place.start && isNetwork(one));
