/** The function of a framework that is what an expression of one's own computes, in arithmetic that does not overflow. */
import { arithmeticOf } from '../../functions/arithmetic';
import { expressionFunction } from '../../functions/definition';
import { interpret } from '../../functions/interpret';
import { activationById, evaluate } from '../../activations/catalogue';
import type { Bindings } from '../../python/names';
import type { Expression } from '../../python/syntax';
import { isExpression, parentOf, walk, type SyntaxNode } from '../../python/walk';
import { phrase } from '../../phrase';
import { spell } from './imports';
import type { Fix } from '../rule';
import { own } from '../../own';

type Root = 'torch' | 'tensorflow' | 'jax' | 'keras';

/** By the catalogue's name, where the framework's defaults are the catalogue's. */
const stable: Readonly<Record<string, Readonly<Partial<Record<Root, string>>>>> = {
  softplus: {
    torch: 'torch.nn.functional.softplus',
    tensorflow: 'tensorflow.nn.softplus',
    jax: 'jax.nn.softplus',
    keras: 'keras.ops.softplus',
  },
  sigmoid: {
    torch: 'torch.sigmoid',
    tensorflow: 'tensorflow.nn.sigmoid',
    jax: 'jax.nn.sigmoid',
    keras: 'keras.ops.sigmoid',
  },
  silu: {
    torch: 'torch.nn.functional.silu',
    tensorflow: 'tensorflow.nn.silu',
    jax: 'jax.nn.silu',
    keras: 'keras.ops.silu',
  },
  mish: { torch: 'torch.nn.functional.mish', jax: 'jax.nn.mish' },
  log_sigmoid: {
    torch: 'torch.nn.functional.logsigmoid',
    tensorflow: 'tensorflow.math.log_sigmoid',
    jax: 'jax.nn.log_sigmoid',
    keras: 'keras.ops.log_sigmoid',
  },
  tanh: {
    torch: 'torch.tanh',
    tensorflow: 'tensorflow.tanh',
    jax: 'jax.numpy.tanh',
    keras: 'keras.ops.tanh',
  },
  elu: {
    torch: 'torch.nn.functional.elu',
    tensorflow: 'tensorflow.nn.elu',
    jax: 'jax.nn.elu',
    keras: 'keras.ops.elu',
  },
  selu: {
    torch: 'torch.nn.functional.selu',
    tensorflow: 'tensorflow.nn.selu',
    jax: 'jax.nn.selu',
    keras: 'keras.ops.selu',
  },
};

/** Which framework computes an expression: that of the first name in it that has one, else the first that the document imports. */
export function rootOf(expression: SyntaxNode, bindings: Bindings): Root | undefined {
  const roots: string[] = [];
  walk(expression, (node) => {
    if (node.kind !== 'Name' && node.kind !== 'Attribute') return;
    const name = bindings.qualifiedName(node);
    if (name !== undefined) roots.push(name.startsWith('tensorflow.keras') ? 'tensorflow' : name);
  });
  for (const name of [...roots, ...bindings.importedModules]) {
    const root = name.split('.')[0];
    if (root === 'torch' || root === 'tensorflow' || root === 'jax' || root === 'keras') return root;
  }
  return undefined;
}

/** The largest expression around a place that a stable function computes, and that function's name. */
export function stableForm(
  place: Expression,
  bindings: Bindings,
): { readonly expression: Expression; readonly variable: string; readonly name: string } | undefined {
  let found: ReturnType<typeof stableForm>;
  const root = rootOf(place, bindings);
  if (root === undefined) return undefined;
  for (let at: SyntaxNode | undefined = place; at && isExpression(at); at = parentOf(at)) {
    const function_ = expressionFunction(at, bindings);
    if (function_?.kind !== 'expression' || function_.variable === undefined) break;
    const curve = arithmeticOf(function_, bindings).length > 0 ? interpret(function_, bindings) : undefined;
    const match = curve?.kind === 'curve' ? curve.matches : undefined;
    const activation = match && activationById(match.id);
    if (!activation) continue;
    const usual = evaluate(activation).parameters;
    const differs = Object.entries(usual).some(
      ([key, value]) => match.id !== 'softplus' && own(match.parameters, key) !== value,
    );
    const hasOtherBeta = match.id === 'softplus' && own(match.parameters, 'beta') !== 1;
    const name = own(stable, match.id)?.[root];
    if (name !== undefined && !differs && !hasOtherBeta)
      found = { expression: at, variable: function_.variable, name };
  }
  return found;
}

export function stableFix(form: NonNullable<ReturnType<typeof stableForm>>, bindings: Bindings): Fix {
  const { text, edits } = spell(bindings, form.name, form.expression);
  return {
    title: phrase`Use ${text}`,
    safe: false,
    edits: [{ kind: 'replace', place: form.expression, newText: `${text}(${form.variable})` }, ...edits],
  };
}
