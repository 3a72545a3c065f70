import { canonicalName, frameworksOf } from '../../frameworks';
import { phrase, type Phrase } from '../../phrase';
import { boundCall } from '../bound-call';
import type { Rule } from '../rule';

/** What each framework's API does when the argument is left out. Read from the sources named in the reference. */
const differences: readonly {
  readonly activation: string;
  readonly parameter: string;
  readonly sentence: Phrase;
}[] = [
  {
    activation: 'leaky_relu',
    parameter: 'alpha',
    sentence: phrase`PyTorch and JAX use 0.01, tf.nn and Keras functions 0.2, the Keras layer 0.3`,
  },
  {
    activation: 'prelu',
    parameter: 'alpha',
    sentence: phrase`PyTorch starts at 0.25, Keras at 0, Flax at 0.01`,
  },
  {
    activation: 'gelu',
    parameter: 'approximate',
    sentence: phrase`PyTorch, tf.nn and Keras use the exact form, JAX, Flax and keras.ops the tanh approximation`,
  },
  {
    activation: 'gelu_tanh',
    parameter: 'approximate',
    sentence: phrase`PyTorch, tf.nn and Keras use the exact form, JAX, Flax and keras.ops the tanh approximation`,
  },
];

export const frameworkDefaultDiffers: Rule = {
  meta: {
    name: 'framework-default-differs',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'hint',
    fixable: 'none',
    summary: 'The default of this argument differs between frameworks; a port of the model changes silently.',
  },
  onCall(call, context) {
    if (!mixesFrameworks(context.bindings.importedModules)) return;
    const bound = boundCall(call, context.bindings);
    if (bound?.symbol.role !== 'activation') return;
    const { symbol } = bound;
    const difference = differences.find(({ activation }) => activation === symbol.activation);
    if (difference === undefined) return;
    const given = [...bound.arguments.byName.values()].some(
      ({ parameter, expression }) =>
        expression !== undefined &&
        (parameter.maps === difference.parameter ||
          parameter.name === difference.parameter ||
          parameter.name === 'init'),
    );
    if (given || bound.arguments.incomplete) return;
    const name = canonicalName(call.qualifiedName);
    context.report({
      place: call.call,
      severity: 'hint',
      message: phrase`The default of ${name.slice(name.lastIndexOf('.') + 1)} differs: ${difference.sentence}. This file uses more than one framework: write the value out.`,
    });
  },
};

/** Keras and TensorFlow count as one: nearly every file that uses one imports the other. */
function mixesFrameworks(importedModules: ReadonlySet<string>): boolean {
  const families = new Set(
    [...frameworksOf(importedModules)].map((framework) => (framework === 'tensorflow' ? 'keras' : framework)),
  );
  families.delete('transformers');
  return families.size > 1;
}
