/** Keras' image data sets that are trained on as they were loaded. */
import { canonicalName } from '../../frameworks';
import type { Model } from '../../network/graph';
import { phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { CallExpression, Expression, SequenceExpression, Statement } from '../../python/syntax';
import { enclosing } from '../../python/walk';
import { wordsOf } from '../../python/words';
import type { Fix, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';
import type { Bindings } from '../../python/names';
import { valueOf } from '../analysis/local-value';

/** Keras' image data sets: uint8 pixels from 0 to 255. */
const imageDatasets = /^keras\.datasets\.(?:mnist|fashion_mnist|cifar10|cifar100)\.load_data$/;
/** Anything that could be scaling: a division, a product, a rescaling layer, a normalisation, a helper's call on the data. */
const scaling = [
  /255|Rescaling|Normalization|normalize|preprocess|scale|\bmean\(|\bmax\(/i,
  /\/=?\s*(?:256|127|np|float|\d+\.)/i,
  /astype\([^()]*\)\s*\//i,
];

const mayScale = (text: string): boolean => scaling.some((pattern) => pattern.test(text));

export function reportKerasPixels(context: RuleContext): void {
  const { module } = context.bindings;
  const loading = module.units.filter((unit) => wordsOf(unit).has('load_data'));
  if (loading.length === 0) return;
  // Whatever the file does to scale, here or in a helper, is enough to be silent.
  if (module.units.some(({ text }) => mayScale(text.replace(/#[^\n]*/g, '')))) return;
  for (const unit of loading) {
    for (const call of context.bindings.callsIn(unit)) {
      if (!imageDatasets.test(canonicalName(call.qualifiedName))) continue;
      const loaded = loadedParts(call.call);
      const [data] = loaded?.inputs ?? [];
      const fit = data === undefined ? undefined : fitCall(context, call.call, data);
      if (loaded === undefined || fit === undefined) continue;
      context.report({
        place: call.call,
        message: phrase`These pixels from 0 to 255 are unscaled: pre-activations start with standard deviation 200 instead of 0.8. Divide by 255.`,
        related: [{ place: fit, message: phrase`The model is trained on them here.` }],
        fixes: scaleAll(loaded),
      });
    }
  }
}

/** Readers of folders give pixels from 0 to 255, unless they are told to scale. */
const readers = /^keras\.(?:\w+\.)*(?:ImageDataGenerator|image_dataset_from_directory)$/;
/** Networks that scale by themselves. */
const scalesItself = /EfficientNet|MobileNetV3|ConvNeXt|RegNet/;
const telling = ['ImageDataGenerator', 'image_dataset_from_directory'];

export function reportKerasFolders(models: readonly Model[], context: RuleContext): void {
  const { module } = context.bindings;
  const reading = module.units.filter((unit) => telling.some((word) => wordsOf(unit).calls(word)));
  if (reading.length === 0) return;
  const text = module.units
    .map((unit) => unit.text.replace(/#[^\n]*|^[ \t]*(?:from|import)[ \t][^\n]*/gm, ''))
    .join('\n');
  if (mayScale(text) || scalesItself.test(text)) return;
  if (models.length === 0) return;
  const isFromHere = ({ nodes }: Model): boolean =>
    nodes.every(({ kind, place }) => kind !== 'layer' || module.baseOf(place.unit) !== undefined);
  for (const unit of reading)
    for (const { call, qualifiedName } of context.bindings.callsIn(unit)) {
      if (!readers.test(canonicalName(qualifiedName))) continue;
      // A model from elsewhere may begin with a layer that scales.
      if (lastPart(qualifiedName) !== 'ImageDataGenerator' && !models.every(isFromHere)) continue;
      if (call.arguments.some(({ form, name }) => form.endsWith('star') || /wise_|zca/.test(name ?? '')))
        continue;
      const fit = trainedOn(context, call);
      if (fit === undefined) continue;
      context.report({
        place: call,
        message: phrase`These pixels from 0 to 255 are unscaled: pre-activations start with standard deviation 200 instead of 0.8. Divide by 255.`,
        related: [{ place: fit, message: phrase`The model is trained on them here.` }],
      });
    }
}

/** Where a model is fitted to what a reader gives: by its name, or by that of what its `flow…` gives. */
function trainedOn(context: RuleContext, reader: CallExpression): CallExpression | undefined {
  const { units } = context.bindings.module;
  const name = assignedName(reader);
  if (name === undefined) return undefined;
  const names = new Set([name]);
  for (const unit of units)
    for (const flow of assignedCalls(unit.body)) {
      const { callee } = flow.call;
      if (callee.kind === 'Attribute' && callee.object.kind === 'Name' && names.has(callee.object.id))
        names.add(flow.name);
    }
  for (const unit of units)
    for (const method of ['fit', 'fit_generator'])
      for (const call of callsNamed(unit.body, method)) {
        const first = call.arguments[0]?.value;
        if (first?.kind === 'Name' && names.has(first.id)) return call;
      }
  return undefined;
}

function assignedName(call: CallExpression): string | undefined {
  const statement = enclosing(call).find(({ kind }) => kind === 'Assign');
  if (statement?.kind !== 'Assign' || statement.value !== call) return undefined;
  const [target] = statement.targets;
  return target?.kind === 'Name' ? target.id : undefined;
}

/** `name = call(…)` among plain statements of these bodies. */
function assignedCalls(
  statements: readonly Statement[],
): readonly { readonly name: string; readonly call: CallExpression }[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'Assign') {
      const [target] = statement.targets;
      return target?.kind === 'Name' && statement.value?.kind === 'Call'
        ? [{ name: target.id, call: statement.value }]
        : [];
    }
    return statement.kind === 'Function' || statement.kind === 'If' || statement.kind === 'With'
      ? assignedCalls(statement.body)
      : [];
  });
}

interface LoadedParts {
  readonly statement: Statement;
  /** Names of the training pixels, then of the test pixels; those that are not names are left out. */
  readonly inputs: readonly (string | undefined)[];
}

/** `(x_train, y_train), (x_test, y_test) = load_data()`: the first names of the pairs. */
function loadedParts(call: CallExpression): LoadedParts | undefined {
  const statement = enclosing(call).find(
    (node): node is Statement & { readonly kind: 'Assign' } => node.kind === 'Assign',
  );
  const [target] = statement?.targets ?? [];
  if (statement === undefined || statement.value !== call || !isSequence(target)) return undefined;
  const inputs = target.elements.map((pair) => {
    const first = isSequence(pair) ? pair.elements[0] : undefined;
    return first?.kind === 'Name' && first.id !== '_' ? first.id : undefined;
  });
  return inputs[0] === undefined ? undefined : { statement, inputs };
}

const isSequence = (node: Expression | undefined): node is SequenceExpression =>
  node?.kind === 'Tuple' || node?.kind === 'List';

/** A line of its own below: all that was loaded is divided, so that training and evaluation see the same. */
function scaleAll({ statement, inputs }: LoadedParts): readonly Fix[] {
  const { unit, start, end } = statement;
  const indent = unit.text.slice(unit.text.lastIndexOf('\n', start - 1) + 1, start);
  const rest = /^[^\n]*/.exec(unit.text.slice(end))?.[0] ?? '';
  // Nothing else on the line, and every pair is there under a name.
  if (indent.trim() !== '' || !/^\s*(?:#.*)?\r?$/.test(rest)) return [];
  const names = inputs.filter((name) => name !== undefined);
  const lines = names.map((name) => `\n${indent}${name} = ${name} / 255`);
  const at = end + rest.replace(/\r$/, '').length;
  return [
    {
      title: phrase`Divide the pixels by 255 (changes training)`,
      safe: false,
      edits: [{ kind: 'replace', place: { unit, start: at, end: at }, newText: lines.join('') }],
    },
  ];
}

/** A `.fit(x_train, …)` in the same statement or a later one, with the name as it was loaded. */
function fitCall(context: RuleContext, load: CallExpression, name: string): CallExpression | undefined {
  for (const unit of context.bindings.module.units) {
    for (const call of callsNamed(unit.body, 'fit')) {
      const [first] = call.arguments;
      if (
        first?.value.kind === 'Name' &&
        sourceOf(first.value) === name &&
        (unit !== load.unit || call.start > load.end) &&
        !isOfOtherLibrary(call, context.bindings)
      )
        return call;
    }
  }
  return undefined;
}

/** `ak.ImageClassifier().fit(…)`, `RandomForestClassifier().fit(…)`: what scales for itself, or need not. */
function isOfOtherLibrary({ callee }: CallExpression, bindings: Bindings): boolean {
  if (callee.kind !== 'Attribute') return false;
  const fitted = valueOf(callee.object, bindings) ?? callee.object;
  const maker = fitted.kind === 'Call' ? bindings.referent(fitted.callee) : undefined;
  return maker?.kind === 'qualified' && !/^(?:keras|tf_keras|tensorflow)\./.test(canonicalName(maker.name));
}

/** Method calls of a name among plain statements of these bodies. */
function callsNamed(statements: readonly Statement[], name: string): readonly CallExpression[] {
  return statements.flatMap((statement): readonly CallExpression[] => {
    switch (statement.kind) {
      case 'ExpressionStatement':
      case 'Assign':
        return statement.value?.kind === 'Call' &&
          statement.value.callee.kind === 'Attribute' &&
          statement.value.callee.name === name
          ? [statement.value]
          : [];
      case 'Function':
      case 'If':
      case 'With':
      case 'For':
        return callsNamed(statement.body, name);
      default:
        return [];
    }
  });
}
