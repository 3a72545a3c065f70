/** Lines that initialise a whole PyTorch model: at the end of its constructor, or below the statement that makes it. */
import type { LayerNode, Model } from '../../network/graph';
import type { Bindings } from '../../python/names';
import type {
  AssignStatement,
  CallExpression,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  Place,
  Statement,
} from '../../python/syntax';
import { enclosing, expressionAt, walk } from '../../python/walk';
import { spell } from './imports';
import { titleOf } from './initializer-exchange';
import { agreedTarget } from '../analysis/initializer-target';
import { localValue } from '../analysis/local-value';
import type { InitializerTarget } from '../analysis/initializer-target';
import type { Edit, Fix } from '../rule';
import { quoteOf, sourceOf } from '../../python/source-text';

/** Methods that hand a module on: `nn.Sequential(…).to(device)`. */
const HANDS_ON = new Set(['to', 'cuda', 'cpu', 'float', 'double', 'half', 'train', 'eval']);
const LOOP_NAMES = ['module', 'layer', 'm'];

/**
 * A suggestion that fills the kernels of all linear and convolutional layers in a loop over the model's modules. Undefined where these are
 * not all left to the default, want different initialisers, or where no place for the lines is certain.
 */
export function initializeModelFix(
  model: Model,
  wanted: 'he' | 'lecun',
  bindings: Bindings,
): Fix | undefined {
  const layers = model.nodes.filter(
    (node): node is LayerNode => node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv'),
  );
  const target = agreedTarget(model, layers);
  return target?.family === wanted ? initializeModel(model, target, bindings) : undefined;
}

/** Lines that give the model's layers the start that somebody wants. */
export function initializeModel(
  model: Model,
  target: InitializerTarget,
  bindings: Bindings,
): Fix | undefined {
  const layers = model.nodes.filter(
    (node): node is LayerNode => node.kind === 'layer' && (node.role === 'linear' || node.role === 'conv'),
  );
  // The loop reaches every module: what was not followed may be trained already, and attention has linear layers of its own.
  const attends = model.nodes.some((node) => node.kind === 'layer' && node.role === 'attention');
  if (!model.complete || attends) return undefined;
  if (layers.some(({ initialization }) => initialization?.explicit !== false)) return undefined;
  const spot = afterConstructor(model, bindings) ?? afterAssignment(model, bindings);
  if (spot === undefined || layers.some(({ qualifiedName }) => !qualifiedName.startsWith('torch.nn.')))
    return undefined;
  return { title: titleOf(target), safe: false, edits: lines(spot, layers, target, bindings) };
}

/** Where lines can be inserted, and what they are about. */
interface Spot {
  readonly at: Place;
  readonly indent: string;
  /** One level of indentation. */
  readonly step: string;
  /** The model, as the lines name it. */
  readonly subject: string;
  readonly loopName: string;
}

/** The end of `__init__`, where the model is a class of this document and leaves its constructor in one way. */
function afterConstructor(model: Model, bindings: Bindings): Spot | undefined {
  const definition = classAt(model.place);
  if (definition === undefined || bindings.module.baseOf(definition.unit) === undefined) return undefined;
  const constructors = definition.body.filter(
    (statement): statement is FunctionDefinition =>
      statement.kind === 'Function' && statement.name === '__init__',
  );
  const [constructor] = constructors;
  const [self] = constructor?.parameters ?? [];
  const last = constructor?.body[constructor.body.length - 1];
  const first = constructor?.body[0];
  if (constructors.length !== 1 || constructor === undefined || self === undefined) return undefined;
  if (last === undefined || first === undefined || returns(constructor)) return undefined;
  const indent = indentOf(first);
  const outer = indentOf(constructor);
  const at = lineEnd(last);
  const loopName = freeName(sourceOf(constructor));
  if (indent === undefined || outer === undefined || at === undefined || loopName === undefined)
    return undefined;
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : '';
  return step === '' ? undefined : { at, indent, step, subject: self.name, loopName };
}

function classAt({ unit, start }: Place): ClassDefinition | undefined {
  let found: ClassDefinition | undefined;
  for (const statement of unit.body)
    walk(statement, (node) => {
      if (node.kind === 'Class' && node.nameStart === start) found = node;
    });
  return found;
}

function returns(definition: FunctionDefinition): boolean {
  let found = false;
  for (const statement of definition.body)
    walk(statement, (node) => {
      if (node.kind === 'Return' || node.kind === 'Yield') found = true;
      return node.kind !== 'Function' && node.kind !== 'Class';
    });
  return found;
}

/** Below `net = nn.Sequential(…)`. */
function afterAssignment(model: Model, bindings: Bindings): Spot | undefined {
  const made = expressionAt(model.place) ?? returnedBy(model.place);
  if (made?.kind !== 'Call' || bindings.module.baseOf(made.unit) === undefined) return undefined;
  const statement = enclosing(made).find((node) => node.kind === 'Assign');
  if (statement?.kind !== 'Assign' || !holds(statement, made)) return undefined;
  const [target] = statement.targets;
  const indent = indentOf(statement);
  const at = lineEnd(statement);
  const loopName = freeName(bindings.module.text);
  if (target?.kind !== 'Name' || indent === undefined || at === undefined || loopName === undefined)
    return undefined;
  return { at, indent, step: '    ', subject: target.id, loopName };
}

/** What a function that makes the model keeps in a name until it returns it. */
function returnedBy({ unit, start }: Place): Expression | undefined {
  const definition = unit.body.find((node) => node.kind === 'Function' && node.nameStart === start);
  if (definition?.kind !== 'Function') return undefined;
  const values: (Expression | undefined)[] = [];
  for (const statement of definition.body)
    walk(statement, (node) => {
      if (node.kind === 'Return') values.push(node.value);
    });
  const [value] = values;
  return values.length === 1 && value !== undefined ? localValue(value) : undefined;
}

/** Whether a statement gives a model one name, handed on or not. */
function holds(statement: AssignStatement, made: CallExpression): boolean {
  let value: Expression | undefined = statement.value;
  while (value?.kind === 'Call' && value !== made) {
    const { callee }: CallExpression = value;
    value = callee.kind === 'Attribute' && HANDS_ON.has(callee.name) ? callee.object : undefined;
  }
  return value === made && statement.targets.length === 1;
}

/** The white space in front of a statement; undefined where something else stands there. */
function indentOf(statement: Statement): string | undefined {
  const { unit, start } = statement;
  const before = unit.text.slice(unit.text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' ? before : undefined;
}

/** The end of a statement's last line, behind a comment on it; undefined where another statement follows there. */
function lineEnd(statement: Statement): Place | undefined {
  const { unit, start } = statement;
  // A compound statement ends behind its last line break.
  const end = start + sourceOf(statement).trimEnd().length;
  const rest = /^[^\r\n]*/.exec(unit.text.slice(end))?.[0] ?? '';
  if (!/^[ \t]*(?:#.*)?$/.test(rest)) return undefined;
  const at = end + rest.trimEnd().length;
  return { unit, start: at, end: at };
}

function freeName(text: string): string | undefined {
  return LOOP_NAMES.find((name) => !new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text));
}

function lines(
  { at, indent, step, subject, loopName }: Spot,
  layers: readonly LayerNode[],
  target: InitializerTarget,
  bindings: Bindings,
): readonly Edit[] {
  const names = [...new Set(layers.map(({ qualifiedName }) => qualifiedName))];
  const classes = names.map((name) => spell(bindings, name, at));
  const classText = classes.map(({ text }) => text).join(', ');
  const quote = quoteOf(at.unit.text, bindings.module.text);
  const slope = target.family === 'he' ? target.slope : 0;
  const nonlinearity = target.family === 'lecun' ? 'linear' : slope === 0 ? 'relu' : 'leaky_relu';
  const isScaled = target.family === 'he' || target.family === 'lecun';
  const settings = isScaled
    ? `, ${slope === 0 ? '' : `a=${slope}, `}nonlinearity=${quote}${nonlinearity}${quote}`
    : '';
  const name = isScaled ? 'kaiming_normal_' : target.family === 'xavier' ? 'xavier_uniform_' : 'orthogonal_';
  const init = spell(bindings, `torch.nn.init.${name}`, at);
  const newline = bindings.module.text.includes('\r\n') ? '\r\n' : '\n';
  const newText = [
    '',
    `${indent}for ${loopName} in ${subject}.modules():`,
    `${indent}${step}if isinstance(${loopName}, ${classes.length > 1 ? `(${classText})` : classText}):`,
    `${indent}${step}${step}${init.text}(${loopName}.weight${settings})`,
  ].join(newline);
  return [{ kind: 'replace', place: at, newText }, ...classes.flatMap(({ edits }) => edits), ...init.edits];
}
