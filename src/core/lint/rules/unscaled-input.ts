import { canonicalName } from '../../frameworks';
import { phrase } from '../../phrase';
import type { CallExpression, Expression, Statement } from '../../python/syntax';
import { enclosing } from '../../python/walk';
import { wordsOf } from '../../python/words';
import type { Rule, RuleContext } from '../rule';
import { sourceOf } from '../source';

/** Keras' image data sets: uint8 pixels from 0 to 255. */
const imageDatasets = /^keras\.datasets\.(?:mnist|fashion_mnist|cifar10|cifar100)\.load_data$/;
/** Anything that could be scaling: a division, a product, a rescaling layer, a normalisation, a helper's call on the data. */
const scaling =
  /\/=?\s*(?:25[56]|127|np|float|\d+\.)|255|Rescaling|Normalization|normalize|preprocess|scale|\bmean\(|\bmax\(|astype\([^)]*\)\s*\//i;

export const unscaledInput: Rule = {
  meta: {
    name: 'unscaled-input',
    frameworks: ['keras'],
    category: 'training',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary:
      'Image pixels from 0 to 255 go into the model unscaled: pre-activations start 255 times too large.',
  },
  onModule(_models, context) {
    const { module } = context.bindings;
    const loading = module.units.filter((unit) => wordsOf(unit).all.has('load_data'));
    if (loading.length === 0) return;
    // Whatever the file does to scale, here or in a helper, is enough to be silent.
    if (scaling.test(withoutComments(context))) return;
    for (const unit of loading) {
      for (const call of context.bindings.callsIn(unit)) {
        if (!imageDatasets.test(canonicalName(call.qualifiedName))) continue;
        const data = trainingInputs(call.call);
        const fit = data === undefined ? undefined : fitCall(context, call.call, data);
        if (fit === undefined) continue;
        context.report({
          place: call.call,
          message: phrase`These pixels go from 0 to 255 into fit() unscaled: pre-activations start with a standard deviation of about 200 instead of 0.8, and units saturate or die. Divide by 255.`,
          related: [{ place: fit, message: phrase`The model is trained on them here.` }],
        });
      }
    }
  },
};

function withoutComments(context: RuleContext): string {
  return context.bindings.module.units.map((unit) => unit.text.replace(/#[^\n]*/g, '')).join('\n');
}

/** `(x_train, y_train), (x_test, y_test) = load_data()`: the first name. */
function trainingInputs(call: CallExpression): string | undefined {
  const assignment = enclosing(call).find(
    (node): node is Statement & { readonly kind: 'Assign' } => node.kind === 'Assign',
  );
  const target: Expression | undefined = assignment?.targets[0];
  const first = target?.kind === 'Tuple' ? target.elements[0] : undefined;
  const inputs = first?.kind === 'Tuple' ? first.elements[0] : undefined;
  return inputs?.kind === 'Name' ? inputs.id : undefined;
}

/** A `.fit(x_train, …)` in the same statement or a later one, with the name as it was loaded. */
function fitCall(context: RuleContext, load: CallExpression, name: string): CallExpression | undefined {
  for (const unit of context.bindings.module.units) {
    for (const call of callsNamed(unit.body, 'fit')) {
      const [first] = call.arguments;
      if (
        first?.value.kind === 'Name' &&
        sourceOf(first.value) === name &&
        (unit !== load.unit || call.start > load.end)
      )
        return call;
    }
  }
  return undefined;
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
