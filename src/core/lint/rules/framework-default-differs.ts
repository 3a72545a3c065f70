import { lastPart } from '../../python/dotted-name';
import { canonicalName, frameworksOf } from '../../frameworks';
import { phrase, type Phrase } from '../../phrase';
import type { ApiParameter } from '../../frameworks/symbol';
import type { ConstantValue } from '../../python/names';
import type { CallExpression } from '../../python/syntax';
import { appendArgument } from '../fixes/argument-edits';
import { boundCall } from '../analysis/bound-call';
import type { Fix, Rule } from '../rule';
import { quoteOf } from '../../python/source-text';

/** What each framework's API does when the argument is left out. Read from the sources named in the reference. */
const differences: readonly {
  readonly activation: string;
  readonly parameter: string;
  readonly sentence: Phrase;
}[] = [
  {
    activation: 'leaky_relu',
    parameter: 'alpha',
    sentence: phrase`PyTorch, JAX 0.01; tf.nn, Keras functions 0.2; Keras layer 0.3`,
  },
  {
    activation: 'prelu',
    parameter: 'alpha',
    sentence: phrase`PyTorch 0.25, Keras 0, Flax 0.01`,
  },
  {
    activation: 'gelu',
    parameter: 'approximate',
    sentence: phrase`PyTorch, tf.nn, Keras exact; JAX, Flax, keras.ops tanh form`,
  },
  {
    activation: 'gelu_tanh',
    parameter: 'approximate',
    sentence: phrase`PyTorch, tf.nn, Keras exact; JAX, Flax, keras.ops tanh form`,
  },
];

export const frameworkDefaultDiffers: Rule = {
  meta: {
    name: 'framework-default-differs',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'off',
    raisesItself: true,
    fixable: 'safe',
    summary: 'The default of this argument differs between frameworks; a port of the model changes silently.',
  },
  onCall(call, context) {
    const bound = boundCall(call, context.bindings);
    if (bound?.symbol.role !== 'activation' || bound.arguments.incomplete) return;
    const { symbol } = bound;
    const difference = differences.find(({ activation }) => activation === symbol.activation);
    const parameter = symbol.parameters.find(
      ({ maps, name }) => maps === difference?.parameter || name === difference?.parameter,
    );
    if (difference === undefined || parameter === undefined) return;
    if (bound.arguments.byName.get(parameter.name)?.expression !== undefined) return;
    const name = canonicalName(call.qualifiedName);
    const short = lastPart(name);
    const mixed = mixesFrameworks(context.bindings.importedModules);
    context.report({
      place: call.call,
      ...(mixed ? { severity: 'hint' } : {}),
      message: phrase`The default of ${short} differs: ${difference.sentence}. Write it out.`,
      fixes: writtenOut(
        call.call,
        name,
        parameter,
        quoteOf(call.call.unit.text, context.bindings.module.text),
      ),
    });
  },
};

/** The default as an argument: the program means the same, and says so. */
function writtenOut(
  call: CallExpression,
  name: string,
  parameter: ApiParameter,
  quote: string,
): readonly Fix[] {
  const value = literal(parameter.default, quote);
  if (value === undefined) return [];
  // Keras 2 and 3 have different names for the slope; its position is the same.
  const renamed = name.startsWith('keras.') && parameter.name === 'negative_slope';
  const wanted = name.startsWith('keras.layers.') ? 0 : 1;
  if (
    renamed &&
    (call.arguments.length !== wanted || call.arguments.some(({ form }) => form !== 'positional'))
  )
    return [];
  const argument = renamed ? value : `${parameter.name}=${value}`;
  return [{ title: phrase`Write out ${argument}`, safe: true, edits: [appendArgument(call, argument)] }];
}

function literal(value: ConstantValue | undefined, quote: string): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `${quote}${value}${quote}` : undefined;
}

/** Keras and TensorFlow count as one: nearly every file that uses one imports the other. */
function mixesFrameworks(importedModules: ReadonlySet<string>): boolean {
  const families = new Set(
    [...frameworksOf(importedModules)].map((framework) => (framework === 'tensorflow' ? 'keras' : framework)),
  );
  families.delete('transformers');
  return families.size > 1;
}
